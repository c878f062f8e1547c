// Shows the terms that have the words of the field before this script, in either language or in the definition. Of a
// glossary in parts the other parts are fetched when words are first asked for.
// It runs before the list is read, and again while it is: with words in the address (?q=) nothing has to move.
{
  const search = document.currentScript.previousElementSibling;
  const field = search.querySelector("input"), said = search.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (term) => plain([...term.querySelectorAll("dfn, dd p:not(.k-dim)")].map((e) => e.textContent).join(" "));
  const sections = () => document.querySelectorAll(".k-glossary section");
  const fetched = new WeakSet();

  const filter = () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    const letters = new Set();
    let shown = 0;
    for (const section of sections()) {
      let some = false;
      for (const term of section.querySelectorAll(".k-terms > div")) {
        const here = wanted.length ? words(term) : "";
        term.hidden = !wanted.every((word) => here.includes(word)) || (!wanted.length && fetched.has(section));
        if (!term.hidden) shown += 1, some = true;
      }
      section.hidden = !some;
      if (some) letters.add(`#${section.querySelector("h2").id}`);
    }
    for (const letter of document.querySelectorAll(".k-letters a")) {
      letter.parentElement.hidden = wanted.length > 0 && !letters.has(letter.hash);
    }
    const text = !wanted.length ? "" : shown ? search.dataset.kShown.replace("{number}", shown) : search.dataset.kNone;
    if (said.textContent !== text) said.textContent = text; // each writing of it is a change that the observer sees
  };

  let others = search.dataset.kParts.split(" ").filter(Boolean).map((part) => new URL(part, location));
  const fetchOthers = async () => {
    const addresses = others;
    others = [];
    for (const address of addresses) {
      const answer = await fetch(address);
      if (!answer.ok) continue;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const section of part.querySelectorAll(".k-glossary section")) {
        for (const link of section.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), address);
        fetched.add(section);
        [...sections()].at(-1).after(section);
      }
    }
    if (addresses.length) filter();
  };
  const ask = () => {
    filter();
    fetchOthers();
    const query = field.value.trim() ? `?q=${encodeURIComponent(field.value.trim())}` : "";
    history.replaceState(history.state, "", location.pathname + query + location.hash);
    dispatchEvent(new Event("k-search")); // the language switch keeps the words
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) {
    const reading = new MutationObserver(filter);
    reading.observe(search.parentElement, { childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => (reading.disconnect(), filter(), fetchOthers()));
  }
  field.addEventListener("input", ask);
  addEventListener("hashchange", () => {
    const term = document.getElementById(location.hash.slice(1));
    if (!term?.closest("[hidden]")) return;
    field.value = "";
    ask();
    term.scrollIntoView();
  });
}

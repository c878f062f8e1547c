// Shows the terms that have the words of the field before this script, in either language or in the definition.
// It runs before the list is read, and again while it is: with words in the address (?q=) nothing has to move.
{
  const form = document.currentScript.previousElementSibling;
  const field = form.elements.q, said = form.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (term) => plain([...term.querySelectorAll("dfn, dd p:not(.k-dim)")].map((e) => e.textContent).join(" "));

  const filter = () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of document.querySelectorAll(".k-glossary section")) {
      let some = false;
      for (const term of section.querySelectorAll(".k-terms > div")) {
        const here = wanted.length ? words(term) : "";
        term.hidden = !wanted.every((word) => here.includes(word));
        if (!term.hidden) shown += 1, some = true;
      }
      section.hidden = !some;
      const letter = document.querySelector(`.k-letters a[href="#${section.querySelector("h2").id}"]`);
      if (letter) letter.parentElement.hidden = !some;
    }
    const text = !wanted.length ? "" : shown ? form.dataset.kShown.replace("{number}", shown) : form.dataset.kNone;
    if (said.textContent !== text) said.textContent = text; // each writing of it is a change that the observer sees
  };
  const ask = () => {
    filter();
    const query = field.value.trim() ? `?q=${encodeURIComponent(field.value.trim())}` : "";
    history.replaceState(history.state, "", location.pathname + query + location.hash);
    dispatchEvent(new Event("k-search")); // the language switch keeps the words
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) {
    const reading = new MutationObserver(filter);
    reading.observe(form.parentElement, { childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => (reading.disconnect(), filter()));
  }
  field.addEventListener("input", ask);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    const term = document.getElementById(location.hash.slice(1));
    if (!term?.closest("[hidden]")) return;
    field.value = "";
    ask();
    term.scrollIntoView();
  });
}

// What a reader sees of the search: the results page, and the dialog that Ctrl+K opens on any page.
import { el, speaker } from "./elements.js";
import { Search, fold, words } from "./search-core.js";

const other = (lang) => (lang === "hu" ? "ro" : "hu");

/** The words of the interface, and the filters that a language has. */
export async function speech(base, lang) {
  const { words: table, ...filters } = await fetch(new URL(`search/${lang}/interface.json`, base)).then((r) => r.json());
  return { say: speaker(table, lang), filters };
}

/** A text with the words asked marked, cut to the part where they stand closest. */
function excerpt(text, asked) {
  const folded = asked.map(fold).filter((word) => word.length > 1);
  const parts = text.split(/(\s+)/);
  const hit = (part) => words(part).some((w) => folded.some((a) => fold(w).startsWith(a.slice(0, Math.max(3, a.length - 2)))));
  const first = parts.findIndex(hit);
  const from = Math.max(0, first - 12);
  const shown = parts.slice(from, from + 58);
  const out = el("p", { class: "k-hit__text" });
  if (from > 0) out.append("… ");
  for (const part of shown) out.append(hit(part) ? el("mark", {}, part) : part);
  if (from + 58 < parts.length) out.append(" …");
  return shown.join("").trim() ? out : null;
}

function hit(base, found, asked, lang, say, attributes = {}) {
  const link = el("a", { href: new URL(found.url, base).href, ...attributes }, found.title);
  return el("li", { class: "k-hit", lang }, el("p", { class: "k-hit__where" }, found.crumbs || say(`kind.${found.kind}`)),
    el("h3", {}, link), excerpt(found.excerpt, asked));
}

const ORDER = ["projects", "guides", "trainings", "places", "terms", "organisations", "programmes", "counties", "themes", "target-groups", "articles"];

/** Answers by kind; the kind of the best answer stands first. */
function groups(items) {
  const by = new Map();
  for (const found of items) by.set(found.kind, [...(by.get(found.kind) ?? []), found]);
  const best = items[0]?.kind;
  return [...by].sort(([a], [b]) => (b === best) - (a === best) || ORDER.indexOf(a) - ORDER.indexOf(b));
}

function listing(base, items, query, lang, say) {
  const asked = words(query);
  return groups(items).map(([kind, found], index) => {
    const id = `hits-${lang}-${index}`;
    return el("section", { "aria-labelledby": id }, el("h2", { id }, say(`kind.${kind}`)),
      el("ol", { class: "k-hits" }, ...found.map((f) => hit(base, f, asked, lang, say))));
  });
}

// The results page: its address holds the query and the filters

export async function runPage(base, lang) {
  const place = document.querySelector("[data-k-results]");
  const form = document.querySelector("[data-k-search-form]");
  const browse = document.querySelector(".k-browse");
  browse.hidden = new URL(location.href).searchParams.has("q");
  place.setAttribute("aria-busy", browse.hidden);
  const { say, filters } = await speech(base, lang);
  const search = new Search(base, lang);
  for (const select of form.querySelectorAll("select")) {
    const name = select.id.slice("k-f-".length);
    const label = (value) => (name === "kind" ? say(`kind.${value}`) : value);
    select.append(...Object.keys(filters[name] ?? {}).map((value) => el("option", { value }, label(value))));
    select.disabled = select.options.length === 1;
    select.name = name;
    select.addEventListener("change", () => form.requestSubmit());
  }
  const status = document.querySelector(".k-status");
  let turn = 0;

  async function show() {
    const asked = new URL(location.href).searchParams;
    const query = (asked.get("q") ?? "").slice(0, 200);
    form.elements.q.value = query;
    const chosen = [];
    for (const name of Object.keys(filters)) {
      const value = asked.get(name);
      form.elements[name].value = filters[name][value] ? value : "";
      if (filters[name][value]) chosen.push(filters[name][value]);
    }
    const mine = ++turn;
    place.setAttribute("aria-busy", "true");
    if (!query.trim()) {
      place.setAttribute("aria-busy", "false");
      place.replaceChildren();
      status.textContent = "";
      browse.hidden = false;
      return;
    }
    status.textContent = say("searching");
    const found = await search.find(query, chosen);
    if (mine !== turn) return;
    const shown = found.corrected ?? query;
    status.textContent = found.items.length ? say("results", found.items.length) : say("none");
    const out = [];
    if (found.corrected) out.push(el("p", { class: "k-note" }, say("corrected", undefined, { query: found.corrected })));
    if (!found.items.length) {
      out.push(el("p", { class: "k-lead" }, say("none_help")));
      if (chosen.length) {
        const plain = new URL(location.href);
        for (const name of Object.keys(filters)) plain.searchParams.delete(name);
        out.push(el("p", {}, el("a", { href: plain.href }, say("without_filters"))));
      }
    }
    out.push(...listing(base, found.items, shown, lang, say));
    const second = el("div", { class: "k-second" });
    out.push(second);
    place.replaceChildren(...out);
    browse.hidden = found.items.length > 0;
    const more = async () => {
      const theirs = await speech(base, other(lang));
      const answer = await new Search(base, other(lang)).find(query);
      if (mine !== turn) return;
      const title = el("h2", { tabindex: "-1" }, say("other_results", answer.items.length));
      const list = el("ol", { class: "k-hits" }, ...answer.items.map((f) => hit(base, f, words(query), other(lang), theirs.say)));
      second.replaceChildren(title, list);
      return title;
    };
    if (found.items.length) {
      const button = el("button", { type: "button", class: "k-button k-button--plain" }, say("other_ask"));
      button.addEventListener("click", async () => (await more())?.focus());
      second.append(button);
    } else {
      await more();
    }
    if (mine === turn) place.setAttribute("aria-busy", "false");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
    history.pushState(null, "", address);
    dispatchEvent(new Event("k-search"));
    show();
  });
  addEventListener("popstate", show);
  await show();
}

// The dialog

export async function openDialog(base, lang) {
  const before = document.activeElement;
  const { say } = await speech(base, lang);
  const search = new Search(base, lang);
  const input = el("input", {
    type: "search", id: "k-dq", autocomplete: "off", role: "combobox", "aria-expanded": "false",
    "aria-controls": "k-dlist", "aria-autocomplete": "list", "aria-label": say("label"),
  });
  const list = el("ul", { id: "k-dlist", role: "listbox", "aria-label": say("results_label") });
  const status = el("p", { role: "status", class: "k-status" });
  const all = el("a", { href: new URL(`${lang === "ro" ? "ro/" : ""}search/`, base).href }, say("all"));
  const close = el("button", { type: "button", class: "k-button k-button--plain" }, say("close"));
  const dialog = el("dialog", { class: "k-dialog", "aria-label": say("title") },
    el("div", { class: "k-dialog__top" }, input, close), status, list, el("p", {}, all));
  let turn = 0, at = -1;

  const choose = (index) => {
    const items = [...list.children];
    at = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", i === at));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const update = async () => {
    const query = input.value.slice(0, 200);
    const mine = ++turn;
    all.search = query.trim() ? "?" + new URLSearchParams({ q: query }) : "";
    if (!query.trim()) {
      list.replaceChildren();
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
      return;
    }
    const { items, corrected } = await search.find(query);
    if (mine !== turn) return;
    const note = corrected ? " " + say("corrected", undefined, { query: corrected }) : "";
    status.textContent = (items.length ? say("results", items.length) : say("none")) + note;
    list.replaceChildren(...items.slice(0, 8).map((found, i) =>
      el("li", { role: "option", id: `k-o${i}`, "aria-selected": "false", "data-href": new URL(found.url, base).href },
        el("b", {}, found.title), " ", el("span", { class: "k-dim" }, found.crumbs || say(`kind.${found.kind}`)))));
    input.setAttribute("aria-expanded", String(items.length > 0));
    choose(0);
  };
  input.addEventListener("input", update);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      dialog.close();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      const chosen = list.children[at];
      if (chosen) location.href = chosen.dataset.href;
      else if (input.value.trim()) location.href = all.href;
    }
  });
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-href]");
    if (chosen) location.href = chosen.dataset.href;
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
}

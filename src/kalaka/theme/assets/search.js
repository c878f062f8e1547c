// What a reader sees of the search: the results page, and the dialog that Ctrl+K opens on any page.
import { el, speaker } from "./elements.js";
import { Search, fold, words } from "./search-core.js";

const other = (lang) => (lang === "hu" ? "ro" : "hu");

/** The words of the interface, and the filters that a language has. */
export async function speech(base, lang) {
  const { words: table, ...filters } = await fetch(new URL(`search/${lang}/interface.json`, base)).then((r) => r.json());
  return { say: speaker(table, lang), filters };
}

const SHOWN = 46; // words of an excerpt
const BEFORE = 8; // words of it before the first word asked
const PAUSE = 90; // milliseconds without a key before letters are a query

/** Whether a word of a text is one that was asked, with another ending at most. */
function same(word, asked) {
  if (word === asked) return true;
  const rest = Math.max(word.length, asked.length) - 4;
  let at = 0;
  while (at < asked.length && word[at] === asked[at]) at++;
  return asked.length < 4 ? at === asked.length && word.length - at <= 2 : at >= 4 && at >= rest && asked.length - at <= 3;
}

/** A text with the words asked marked, cut to the part that has most of them. */
function excerpt(text, asked) {
  const folded = asked.map(fold).filter((word) => word.length > 2);
  const parts = text.split(/(?<=\s)/);
  const held = parts.map((part) => words(part).map(fold).flatMap((w) => folded.filter((a) => same(w, a))));
  let from = 0, most = 0;
  held.forEach((here, at) => {
    const number = here.length ? new Set(held.slice(at, at + SHOWN - BEFORE).flat()).size : 0;
    if (number > most) [from, most] = [at, number];
  });
  from = from > BEFORE ? from - BEFORE : 0;
  const out = el("p", { class: "k-hit__text" });
  if (from) out.append("… ");
  for (let at = from; at < Math.min(from + SHOWN, parts.length); at++) {
    out.append(held[at].length ? el("mark", {}, parts[at].trimEnd()) : parts[at], held[at].length ? " " : "");
  }
  if (from + SHOWN < parts.length) out.append("…");
  return text.trim() ? out : null;
}

/** What an answer is and where it stands: a section and a guide, the number of a step. */
const where = (found, say) =>
  [found.crumbs || say(`kind.${found.kind}`), found.step && say("step", undefined, { number: found.step })].filter(Boolean).join(" · ");

function hit(base, found, asked, lang, say) {
  const link = el("a", { href: new URL(found.url, base).href }, found.title);
  return el("li", { class: "k-hit", lang }, el("p", { class: "k-hit__where" }, where(found, say)), el("h3", {}, link), excerpt(found.excerpt, asked));
}

/** A list of answers that grows by ten when its button is asked; `theirs` speaks the language of the answers. */
function listing(base, answer, asked, lang, say, theirs = say) {
  const list = el("ol", { class: "k-hits" });
  const button = el("button", { type: "button", class: "k-button k-button--plain" });
  const add = (items) => {
    const made = items.map((found) => hit(base, found, asked, lang, theirs));
    list.append(...made);
    const left = answer.total - list.children.length;
    button.hidden = left <= 0;
    button.textContent = say("more", left);
    return made[0];
  };
  button.addEventListener("click", async () => add(await answer.more())?.querySelector("a").focus());
  add(answer.items);
  return [list, button];
}

/** What was found, in a sentence. */
function verdict(found, say) {
  if (found.nearest) return say("nearest");
  const number = found.total ? say("results", found.total) : say("none");
  return found.corrected ? `${number}. ${say("corrected", undefined, { query: found.corrected })}` : number;
}

// The results page: its address holds the query and the filters

export async function runPage(base, lang) {
  const place = document.querySelector("[data-k-results]");
  const form = document.querySelector("[data-k-search-form]");
  const browse = document.querySelector(".k-browse");
  const narrow = form.querySelector("details");
  browse.hidden = new URL(location.href).searchParams.has("q");
  place.setAttribute("aria-busy", browse.hidden);
  const { say, filters } = await speech(base, lang);
  const search = new Search(base, lang);
  for (const select of form.querySelectorAll("select")) {
    const name = select.id.slice("k-f-".length);
    select.append(...Object.keys(filters[name] ?? {}).map((value) => el("option", { value }, value)));
    select.disabled = select.options.length === 1;
    select.name = name;
    select.addEventListener("change", () => form.requestSubmit());
  }
  const status = document.querySelector(".k-status");
  let turn = 0;

  /** Links that narrow the answers to a kind, each with its number. */
  function kinds(found, kind) {
    const all = Object.entries(found.kinds).sort(([, a], [, b]) => b - a);
    if (all.length < 2 && !kind) return null;
    const link = (value, label, number) => {
      const address = new URL(location.href);
      address.searchParams.delete("kind");
      if (value) address.searchParams.set("kind", value);
      const made = el("a", { href: address.href, "aria-current": value === kind ? "true" : null }, label, " ", el("span", { class: "k-count" }, say.number(number)));
      made.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(address, ".k-kinds [aria-current]");
      });
      return el("li", {}, made);
    };
    const total = all.reduce((sum, [, number]) => sum + number, 0);
    return el("nav", { class: "k-kinds", "aria-label": say("filter.kind") }, el("ul", {},
      link("", say("any.kind"), total), ...all.map(([value, number]) => link(value, say(`kind.${value}`), number))));
  }

  async function go(address, focused) {
    history.pushState(null, "", address);
    dispatchEvent(new Event("k-search"));
    await show();
    document.querySelector(focused)?.focus();
  }

  async function show() {
    const asked = new URL(location.href).searchParams;
    const query = (asked.get("q") ?? "").slice(0, 200);
    form.elements.q.value = query;
    const chosen = [];
    for (const name of Object.keys(filters)) {
      const value = filters[name][asked.get(name)];
      if (form.elements[name]) form.elements[name].value = value ? asked.get(name) : "";
      if (value) chosen.push(value);
      if (value && name !== "kind") narrow.open = true;
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
    if (mine !== turn || found.stale) return;
    const shown = words(found.corrected ?? query);
    status.textContent = verdict(found, say);
    const out = [];
    if (!found.total) {
      out.push(el("p", { class: "k-lead" }, say("none_help")));
      if (chosen.length) {
        const plain = new URL(location.href);
        for (const name of Object.keys(filters)) plain.searchParams.delete(name);
        out.push(el("p", {}, el("a", { href: plain.href }, say("without_filters"))));
      }
    } else {
      const kind = filters.kind[asked.get("kind")] ? asked.get("kind") : "";
      out.push(el("h2", { class: "k-vh" }, say("results_label")), kinds(found, kind), ...listing(base, found, shown, lang, say));
    }
    const second = el("div", { class: "k-second" });
    out.push(second);
    place.replaceChildren(...out.filter(Boolean));
    browse.hidden = found.total > 0;
    const more = async () => {
      const theirs = await speech(base, other(lang));
      const answer = await new Search(base, other(lang)).find(query);
      if (mine !== turn) return null;
      const title = el("h2", { tabindex: "-1" }, answer.nearest ? say("other_nearest") : say("other_results", answer.total));
      second.replaceChildren(title, ...listing(base, answer, words(query), other(lang), say, theirs.say));
      return title;
    };
    if (found.total) {
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
    go(address);
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
  let turn = 0, at = -1, pause;

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
    const found = await search.find(query);
    if (mine !== turn || found.stale) return;
    status.textContent = verdict(found, say);
    list.replaceChildren(...found.items.slice(0, 8).map((one, i) =>
      el("li", { role: "option", id: `k-o${i}`, "aria-selected": "false", "data-href": new URL(one.url, base).href },
        el("b", {}, one.title), " ", el("span", { class: "k-dim" }, where(one, say)))));
    input.setAttribute("aria-expanded", String(found.items.length > 0));
    choose(0);
  };
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(update, PAUSE);
  });
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

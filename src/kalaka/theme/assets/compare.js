// Projects side by side: the address names them (?p=one&p=other), the cells are taken from their own pages, marked there
// by data-k-cell. The ready pages of pairs are made of the same cells by pages/templates/compare.html.
import { Search } from "./search-core.js";
import { el } from "./elements.js";
import { speech } from "./search.js";

const MOST = 5;
const OFFERED = 8;
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const IN_ADDRESS = /(?:^|\/)projects\/([a-z0-9-]+)\/?(?:[?#].*)?$/;

/** The id in what somebody typed or pasted: the address of a project's page, or the id itself. */
export function idIn(text) {
  const id = text.trim().match(IN_ADDRESS)?.[1] ?? text.trim();
  return ID.test(id) ? id : null;
}

/** The page of a project, or null; a renamed one is read at its new address. */
async function read(base, lang, id) {
  const url = new URL(`${lang === "ro" ? "ro/" : ""}projects/${id}/`, base);
  const answer = await fetch(url);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const record = page.querySelector(".k-record");
  if (record) return { id, url, record };
  const moved = idIn(page.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "");
  return moved && moved !== id ? read(base, lang, moved) : null;
}

/** Rows of a table as items of lists, one for each group of rows: in a cell no other table stands. */
function items(rows) {
  return [...new Set(rows.map((row) => row.parentElement))].flatMap((group) => [
    el("p", { class: "k-group" }, group.rows[0].textContent),
    el("ul", { class: "k-cell__rows" }, ...rows.filter((row) => row.parentElement === group).map((row) =>
      el("li", {}, ...[...row.cells].map((cell) => el("div", {}, ...document.importNode(cell, true).childNodes))))),
  ]);
}

/** What stands in one cell: the marked parts of the page, its ids and links made right for this one. */
function cell({ record, url }, name, prefix) {
  const found = [...record.querySelectorAll(`[data-k-cell="${name}"]`)];
  let parts = found[0]?.matches("tr") ? items(found) : found.map((part) => document.importNode(part, true));
  if (parts[0]?.matches("div:has(> dt)")) parts = [el("dl", { class: "k-cell__facts" }, ...parts)];
  for (const part of parts) {
    // the signs of the places belong to the map of the page
    for (const sign of part.querySelectorAll("h3 > .k-shape")) {
      sign.nextSibling.data = sign.nextSibling.data.trimStart();
      sign.remove();
    }
    for (const heading of part.querySelectorAll("h3, h4")) heading.replaceWith(el("p", { class: "k-cell__h" }, ...heading.childNodes));
    for (const known of part.querySelectorAll("[id]")) known.id = prefix + known.id;
    for (const link of part.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      link.setAttribute("href", href.startsWith("#k-source-") ? `#${prefix}${href.slice(1)}` : new URL(href, url).href);
    }
  }
  return parts;
}

function head({ id, record, url }, lang, label, remove) {
  const { kName: name, kNameLang: own, kFacts: facts } = record.dataset;
  const button = el("button", { type: "button", class: "k-button k-button--plain", "aria-label": `${label}: ${name}` }, label);
  button.addEventListener("click", () => remove(id));
  return el("th", { scope: "col" }, el("a", { href: url.href, lang: own === lang ? null : own }, name),
    el("span", { class: "k-line k-dim" }, facts), button);
}

/** The empty table of the page, filled with a column for each project. */
function table(template, found, lang, label, remove) {
  const made = document.importNode(template.content, true);
  made.querySelector("thead tr").append(...found.map((project) => head(project, lang, label, remove)));
  for (const row of made.querySelectorAll("tbody tr")) {
    row.append(...found.map((project, index) => {
      const parts = cell(project, row.dataset.kRow, `c${index + 1}-`);
      return el("td", {}, ...(parts.length ? parts : [el("p", { class: "k-none" }, row.dataset.kNone)]));
    }));
  }
  return made;
}

export async function run(base, lang) {
  const place = document.querySelector("[data-k-compare]");
  const [form, status, shown, template] = ["form", "[role=status]", "[data-k-table]", "template"].map((s) => place.querySelector(s));
  const say = place.dataset, bare = document.title, pages = new Map();
  const names = new Intl.ListFormat(lang, { type: "conjunction" });
  let turn = 0, said = "";

  const chosen = () => [...new Set(new URL(location.href).searchParams.getAll("p").filter((id) => ID.test(id)))].slice(0, MOST);
  const addressOf = (ids) => {
    const address = new URL(location.href);
    address.search = new URLSearchParams(ids.map((id) => ["p", id]));
    address.hash = "";
    return address;
  };
  const project = async (id) => {
    if (!pages.has(id)) pages.set(id, read(base, lang, id).catch(() => null));
    const found = await pages.get(id);
    if (!found) pages.delete(id);
    return found;
  };
  const go = (ids) => {
    history.pushState(null, "", addressOf(ids));
    dispatchEvent(new Event("k-search"));
    return show();
  };
  const remove = async (id) => {
    await go(chosen().filter((known) => known !== id));
    input.focus();
  };

  async function show() {
    const mine = ++turn, ids = chosen();
    const read = await Promise.all(ids.map(project));
    if (mine !== turn) return;
    const now = [...new Set(ids.map((id, index) => read[index]?.id ?? id))];
    if (now.join() !== ids.join()) {
      history.replaceState(null, "", addressOf(now));
      dispatchEvent(new Event("k-search"));
    }
    const by = new Map(read.filter(Boolean).map((page) => [page.id, page]));
    const found = now.filter((id) => by.has(id)).map((id) => by.get(id)), lost = now.filter((id) => !by.has(id));
    const list = names.format(found.map(({ record }) => record.dataset.kName));
    document.title = found.length > 1 ? bare.replace(/^.*(?= – )/, say.title.replace("{names}", () => list)) : bare;
    shown.replaceChildren(...(found.length ? [table(template, found, lang, say.remove, remove)] : []));
    form.hidden = found.length === MOST;
    said = status.textContent = [
      lost.length ? say.lost.replace("{names}", () => lost.join(", ")) : "",
      found.length > 1 ? say.shown.replace("{names}", () => list) : found.length ? say.one : "",
      found.length === MOST ? say.most : "",
    ].filter(Boolean).join(". ");
  }

  const input = choosing(form, base, lang, say, {
    taken: chosen,
    async add(id) {
      await go([...chosen(), id]);
      (form.hidden ? shown.querySelector("[tabindex]") : input).focus();
    },
    exists: async (id) => Boolean(await project(id)),
    tell: (none) => { status.textContent = none ? say.none : said; },
  });
  addEventListener("popstate", show);
  place.setAttribute("aria-busy", String(chosen().length > 0));
  await show();
  place.setAttribute("aria-busy", "false");
}

/** The field that offers projects while somebody types; returns its input. */
function choosing(form, base, lang, say, { taken, add, exists, tell }) {
  const input = form.querySelector("input"), list = form.querySelector(".k-options");
  const roles = new Map([[input, { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }],
    [list, { role: "listbox", "aria-label": list.dataset.kOptions }]]);
  for (const [element, values] of roles) for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  let search, filters, turn = 0, at = -1;

  const release = () => {
    list.children[at]?.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const close = () => {
    release();
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
  };
  const choose = (index) => {
    const options = [...list.children];
    at = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", i === at));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const take = (id) => {
    turn += 1;
    input.value = "";
    close();
    add(id);
  };
  /** The projects that fit what was typed, without those already there. */
  const offers = async (text) => {
    search ??= new Search(base, lang);
    filters ??= (await speech(base, lang)).filters;
    if (!(await search.find(text)).total) return []; // the engine passes over words it does not know; the filter alone fits all
    const { items: found } = await search.find(text, [filters.kind.projects]);
    const known = new Set(taken());
    return found.filter(({ kind }) => kind === "projects").map(({ url, title }) => ({ id: idIn(url), title }))
      .filter(({ id }) => id && !known.has(id)).slice(0, OFFERED);
  };
  /** Show what fits the field now; the number of offers, or null when something newer has begun meanwhile. */
  const update = async () => {
    release();
    const mine = ++turn, text = input.value.slice(0, 200);
    const found = text.trim() ? await offers(text) : [];
    if (mine !== turn) return null;
    close();
    list.replaceChildren(...found.map(({ id, title }, i) =>
      el("li", { role: "option", id: `k-add-${i}`, "aria-selected": "false", "data-id": id }, title)));
    list.hidden = !found.length;
    tell(false);
    input.setAttribute("aria-expanded", String(found.length > 0));
    return found.length;
  };

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.children.length) {
      event.preventDefault(); // the field would also empty itself
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-id]");
    if (option) take(option.dataset.id);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    const pasted = /[/-]/.test(text) ? idIn(text) : null;
    if (list.children[at]) take(list.children[at].dataset.id);
    else if (pasted && (await exists(pasted))) take(pasted);
    else {
      const number = await update();
      if (number) choose(0);
      else if (number === 0) tell(true);
    }
  });
  return input;
}

// Projects side by side: the address names them (?p=one&p=other), the cells are taken from their own pages, marked there
// by data-k-cell. The ready pages of pairs are made of the same cells by pages/templates/compare.html. In both tables
// the script marks what is the same. Projects are chosen by boxes; each choice is an address.
import { Choice, MOST, idOf } from "./choose.js";
import { el, loader, speaker } from "./elements.js";

const OFFERED = 25; // projects that are offered at first, and with each wish for more
const CARDS = 100; // in one file, as search/facet_index.py writes them
const PAUSE = 250; // milliseconds without a key after which a word counts as typed
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ITEMS = { "for-whom": "dd a[href]:not(.k-src)", lead: "dd a[href]:not(.k-src)", goals: "li", results: "li", places: ".k-places li, .k-places + p a", activities: "li", outputs: "li", figures: "li" };

const DETAILS = ".k-cell__rows .k-dim, .k-cell__facts .k-line.k-dim";

/** The page of a project, or null; a renamed one is read at its new address. */
async function read(base, lang, id) {
  const url = new URL(`${lang === "ro" ? "ro/" : ""}projects/${id}/`, base);
  const answer = await fetch(url);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const record = page.querySelector(".k-record");
  if (record) return { id, url, record };
  const moved = page.querySelector("link[rel=canonical]")?.getAttribute("href").split("/").at(-2);
  return ID.test(moved) && moved !== id ? read(base, lang, moved) : null;
}

// The table

/** Rows of a table as items of lists, one for each group of rows: in a cell no other table stands. */
function items(rows) {
  return [...new Set(rows.map((row) => row.parentElement))].flatMap((group) => [
    el("h3", { class: "k-group" }, group.rows[0].textContent),
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
    for (const heading of part.querySelectorAll(":is(h3, h4):not(.k-group)")) heading.replaceWith(el(heading.matches("h3") ? "h3" : "p", { class: "k-cell__h" }, ...heading.childNodes));
    for (const pair of part.querySelectorAll(".k-pair")) {
      const [{ lang, textContent }] = pair.children;
      pair.replaceWith(el("a", { href: pair.getAttribute("href"), lang: lang || null }, textContent));
    }
    for (const known of part.querySelectorAll("[id]")) known.id = prefix + known.id;
    for (const link of part.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      link.setAttribute("href", href.startsWith("#k-source-") ? `#${prefix}${href.slice(1)}` : new URL(href, url).href);
    }
  }
  return parts;
}

const nameOf = ({ record }, lang) => el("span", { lang: record.dataset.kNameLang === lang ? null : record.dataset.kNameLang }, record.dataset.kName);

function head(project, lang, say, href) {
  const { kName: name, kNameLang: own, kFacts: facts } = project.record.dataset;
  return el("th", { scope: "col" }, el("a", { href: project.url.href, lang: own === lang ? null : own }, name), el("span", { class: "k-line k-dim" }, facts),
    el("a", { class: "k-without", href, "aria-label": `${say("remove")}: ${name}` }, say("remove")));
}

/** The empty table of the page, filled with a column for each project. */
function table(template, found, lang, say, address) {
  const made = document.importNode(template.content, true);
  made.querySelector("thead tr").append(...found.map((project) => head(project, lang, say, address(found.filter((other) => other !== project)))));
  for (const row of made.querySelectorAll("tbody")) {
    const { kRow: name, kNone: none, kFold: fold } = row.dataset;
    row.querySelector("td").colSpan = found.length;
    row.rows[1].append(...found.map((project, index) => {
      const parts = cell(project, name, `c${index + 1}-`);
      if (parts.length && fold) return el("td", {}, el("details", {}, el("summary", {}, fold), ...parts));
      return el("td", {}, ...(parts.length ? parts : [el("p", { class: "k-none" }, none)]));
    }));
  }
  return made;
}

// What is the same

/** The words of an element without the marks of sources. */
function words(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(".k-src").forEach((mark) => mark.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** Marks rows that differ, and in them what all projects have; what is the same is folded, what none states is named. */
function compare(found, say) {
  const columns = found.tHead.rows[0].cells, wide = columns.length, same = [], unknown = [];
  const label = (heading) => [...heading.childNodes].find((node) => node.nodeType === Node.TEXT_NODE).data;
  for (const cell of found.querySelectorAll("tbody tr + tr > td")) cell.dataset.kName = columns[cell.cellIndex].querySelector("a").textContent;
  for (const row of [...found.tBodies].slice(0, -1)) { // the last one has the sources
    const cells = [...row.rows[1].cells], heading = row.querySelector("h2"), known = cells.filter((one) => !one.querySelector(":scope > .k-none"));
    if (!known.length) unknown.push([row, label(heading)]);
    else if (known.length === wide && new Set(cells.map(words)).size === 1) same.push(row);
    else {
      heading.append(" ", el("span", { class: "k-mark" }, known.length < wide ? say("partly") : `≠ ${say("differs")}`));
      if (known.length === wide) share(cells, ITEMS[row.dataset.kRow], say);
    }
  }
  if (found.querySelector(DETAILS)) {
    const toggle = el("button", { type: "button", class: "k-button k-button--plain", "aria-pressed": "false" }, say("details"));
    const turn = (on) => {
      toggle.setAttribute("aria-pressed", on);
      found.classList.toggle("k-terse", !on);
    };
    toggle.addEventListener("click", () => turn(found.classList.contains("k-terse")));
    turn(!matchMedia("(max-width: 47.99em)").matches);
    found.before(el("p", { class: "k-terse__way" }, toggle));
  }
  const last = found.tBodies[found.tBodies.length - 1];
  const across = (...content) => el("tbody", {}, el("tr", {}, el("td", { colspan: wide }, ...content)));
  if (same.length) {
    const parts = same.flatMap((row) => [el("h3", { id: row.querySelector("h2").id }, label(row.querySelector("h2"))), el("div", {}, ...row.rows[1].cells[0].childNodes)]);
    last.before(across(el("details", { class: "k-same-rows" }, el("summary", {}, el("h2", {}, say("same", same.length))), ...parts)));
  }
  if (unknown.length) last.before(across(el("p", { class: "k-none" }, `${say("unknown")} ${unknown.map(([, name]) => name).join(" · ")}`)));
  for (const row of [...same, ...unknown.map(([one]) => one)]) row.remove();
}

/** Marks the items that stand in every cell. */
function share(cells, selector, say) {
  if (!selector) return;
  const keyed = cells.map((cell) => [...cell.querySelectorAll(selector)].map((item) => [item.matches("a") ? item.href : words(item), item]));
  const known = keyed.map((items) => new Set(items.map(([key]) => key)));
  for (const items of keyed) {
    for (const [key, item] of items) {
      if (!known.every((keys) => keys.has(key))) continue;
      item.classList.add("k-shared");
      (item.matches("li:has(> div)") ? item.firstChild : item).prepend(el("span", { "aria-hidden": "true" }, "= "), el("span", { class: "k-vh" }, `${say("shared")}: `));
    }
  }
  if (cells[0].querySelector(".k-shared")) cells[0].closest("table").querySelector("caption").dataset.kShared = say("shared_key");
}

// The page

export async function run(base, lang) {
  const place = document.querySelector("[data-k-compare]"), told = JSON.parse(place.dataset.kWords), say = speaker(told, lang);
  const ready = place.querySelector(":scope > table");
  if (ready) return compare(ready, say);
  const [status, shown, chooser, template] = ["[role=status]", "[data-k-table]", ".k-choosing", "template"].map((part) => place.querySelector(part));
  const names = new Intl.ListFormat(lang, { type: "conjunction" });
  const address = (projects) => `?${new URLSearchParams(projects.map(({ id }) => ["p", id]))}`;

  const asked = [...new Set(new URL(location.href).searchParams.getAll("p").filter((id) => ID.test(id)))].slice(0, MOST);
  place.setAttribute("aria-busy", String(asked.length > 1));
  const pages = await Promise.all(asked.map((id) => read(base, lang, id).catch(() => null)));
  const lost = asked.filter((id, at) => !pages[at]);
  const found = pages.filter((page, at) => page && pages.findIndex((other) => other?.id === page.id) === at);
  if (found.some(({ id }) => !asked.includes(id))) {
    history.replaceState(null, "", address(found));
    dispatchEvent(new Event("k-search"));
  }
  const list = names.format(found.map(({ record }) => record.dataset.kName));
  if (found.length > 1) {
    const title = say("title_of", undefined, { names: list });
    document.title = document.title.replace(/^.*(?= – )/, () => title);
    shown.append(table(template, found, lang, say, address));
    compare(shown.querySelector("table"), say);
    chooser.open = false;
    chooser.querySelector("h2").textContent = say("add");
  }
  status.textContent = [lost.length ? say("lost", undefined, { names: lost.join(", ") }) : "", found.length > 1 ? say("shown", undefined, { names: list }) : found.length ? say("one") : ""].filter(Boolean).join(". ");
  chooser.hidden = false;
  choosing(chooser, found, base, lang, say, told.total);
  place.setAttribute("aria-busy", "false");
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** The list of projects with boxes, and a field that narrows it. */
async function choosing(chooser, found, base, lang, say, total) {
  const load = loader(new URL(`${lang === "ro" ? "ro/" : ""}projects/`, base));
  const choice = new Choice(say, location.pathname, found.map(({ id }) => id));
  const list = el("ul", { class: "k-choose" }), more = el("button", { type: "button", class: "k-button k-button--plain" }), told = el("p", { role: "status", class: "k-hint" });
  const field = el("input", { type: "search", id: "k-word", autocomplete: "off", maxlength: "200" });
  chooser.append(el("p", { class: "k-word" }, el("label", { for: "k-word" }, say("field")), field), told, list, el("p", { class: "k-more" }, more), choice.bar);
  const taken = new Set(choice.ids);
  let wanted = null, place = 0, turn = 0, pause, catalogue; // rows that fit what was typed, or null: all, the newest first

  /** The items of the list from one place to another, as far as there are. */
  const items = async (from, to) => {
    const places = wanted ? [...wanted.slice(from, to)].map((row) => catalogue.cards[row]) : [...Array(to - from).keys()].map((at) => from + at);
    const texts = await Promise.all(places.map(async (at) => (await load(`cards/${Math.floor(at / CARDS) + 1}.json`).catch(() => []))[at % CARDS]));
    const made = el("template");
    made.innerHTML = texts.join("");
    return [...made.content.children];
  };
  const grow = async () => {
    const mine = turn, next = await items(place, place + OFFERED);
    if (mine !== turn) return;
    place += OFFERED;
    for (const item of next) {
      const link = item.querySelector("h3 a"), id = idOf(link);
      if (!wanted && taken.has(id)) continue;
      const facts = [item.querySelector(".k-items__y"), item.querySelector(".k-items__f > li")].map((part) => part.textContent).join(" · ");
      list.append(el("li", {}, choice.box(id, link.textContent, el("span", {}, ...link.childNodes, " ", el("span", { class: "k-dim" }, facts)))));
    }
    more.hidden = next.length < OFFERED || place >= (wanted?.length ?? total);
  };
  const fill = async () => {
    list.replaceChildren(...(wanted ? [] : found.map((project) => el("li", {}, choice.box(project.id, project.record.dataset.kName, nameOf(project, lang))))));
    place = 0;
    await grow();
  };
  const search = async () => {
    const mine = ++turn, text = field.value.trim();
    if (text && !catalogue) {
      const [{ Catalogue, Words }, data, names, known] = await Promise.all([import("./browse-core.js"), load("facets.json"), load("names.json"), load("words.json")]);
      catalogue ??= Object.assign(new Catalogue(data), { words: new Words(known) });
      catalogue.complete(names);
    }
    if (mine !== turn) return;
    wanted = text ? catalogue.narrow({ pairs: [["q", text]], sort: "newest" }).rows : null;
    told.textContent = wanted ? (wanted.length ? say("projects", wanted.length) : say("nothing")) : "";
    await fill();
  };
  more.textContent = say("more");
  more.addEventListener("click", async () => {
    const at = list.children.length;
    await grow();
    list.children[at]?.querySelector("input").focus();
  });
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE);
  });
  if (found.length === 1) choice.draw();
  await fill();
}

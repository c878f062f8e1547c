// Narrowing the projects by values and words: the panel of filters, the chosen ones, the order, and what is left as a
// list, a table or a map. The address holds everything that is asked for. Without script the panel leads to a page for
// each value.
import { Catalogue, SORTS, VIEWS, Words, read, write } from "./browse-core.js";
import { Choice } from "./choose.js";
import { el, loader, speaker } from "./elements.js";

const SHOWN = { list: 25, table: 50 }; // projects that are shown at first, and with each wish for more
const MORE = 50; // values of a long facet that unfold at once
const PAUSE = 250; // milliseconds without a key after which a word counts as typed
const WIDE = matchMedia("(min-width: 60em)"); // filters stand beside the list, and each change shows at once

const load = loader(new URL("./", location.href));
let selected = []; // rows in the order of the list

/** The ids of the projects that the list holds now, in its order. */
export async function selection() {
  const rows = selected, ids = await load("ids.json");
  return Array.from(rows, (row) => ids[row]);
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1];
const button = (words, ...more) => el("button", { type: "button", class: "k-button k-button--plain" }, words, ...more);

/** A name of a value, and the second one where both are shown: in the other language, saying so. */
function named(value, lang, both) {
  const other = lang === "hu" ? "ro" : "hu";
  return el("span", { lang: value.own ? null : other }, value.name, ...(both && value.second ? [" ", el("span", { lang: other, class: "k-dim" }, value.second)] : []));
}

/** One facet of the panel; `plain` is what stands in its place without script, `complete` brings all names of values. */
function group(facet, plain, offered, lang, say, toggle, complete) {
  const { size, values } = facet, small = size <= offered;
  const shapes = plain.querySelectorAll("svg");
  const list = el("ul"), more = button(""), number = el("span", { class: "k-count" });
  const finder = size > 2 * offered
    ? el("input", { type: "search", autocomplete: "off", maxlength: "200", "aria-label": say("find_value", undefined, { facet: facet.label }), placeholder: say("find_value", undefined, { facet: facet.label }) }) : null;
  const element = el("details", { class: "k-facet", open: plain.open ? "" : null }, el("summary", {}, facet.label, " ", number),
    el("fieldset", {}, el("legend", { class: "k-vh" }, facet.label), finder, list, more));
  const made = new Map();
  let limit = offered, chosen = new Set(), counts = [];

  const item = (at) => {
    if (!made.has(at)) {
      const input = el("input", { type: "checkbox", name: facet.id, value: values[at].id });
      input.addEventListener("change", () => toggle([facet.id, values[at].id], input.checked));
      made.set(at, el("li", {}, el("label", {}, input, shapes[at]?.cloneNode(true) ?? null, named(values[at], lang, facet.id === "place"), el("span", { class: "k-count" }))));
    }
    return made.get(at);
  };
  /**
   * What has no project beside the other filters is not offered; what is chosen stays. Items never change places. Names
   * that are missing are fetched once the facet is open.
   */
  const draw = () => {
    const asked = finder?.value.trim() ? facet.named(finder.value) : null;
    const open = [...Array(size).keys()].filter((at) => chosen.has(at) || ((counts[at] || small) && (!asked || asked[at])));
    const wanted = open.filter((at, place) => chosen.has(at) || place < limit), shown = wanted.filter((at) => values[at]).map(item);
    if (element.open && (asked ? values.length < size : shown.length < wanted.length)) complete().then(draw, () => null);
    for (const old of [...list.children]) if (!shown.includes(old)) old.remove();
    let next = list.firstChild;
    for (const element of shown) {
      if (element === next) next = next.nextSibling;
      else list.insertBefore(element, next);
    }
    for (const [at, element] of made) {
      const input = element.querySelector("input");
      input.checked = chosen.has(at);
      input.disabled = !counts[at] && !chosen.has(at);
      element.querySelector(".k-count").textContent = say.number(counts[at]);
    }
    number.textContent = chosen.size ? `(${chosen.size})` : "";
    more.hidden = shown.length === open.length;
    more.textContent = say("more_values", open.length - shown.length);
  };
  more.addEventListener("click", () => {
    const before = new Set(list.children);
    limit += MORE;
    draw();
    [...list.children].find((child) => !before.has(child))?.querySelector("input").focus();
  });
  element.addEventListener("toggle", draw);
  finder?.addEventListener("input", draw);
  finder?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  const update = (asked, found) => {
    chosen = new Set(asked.pairs.filter(([name]) => name === facet.id).map(([, id]) => facet.numbers.get(id)));
    counts = found;
    if (chosen.size) element.open = true;
    draw();
  };
  return { element, update };
}

/** The list as a file; all projects are there as they are on the page that came. */
function download(lang, say) {
  const count = el("span"), told = el("span", { role: "status" });
  const forms = ["csv", "xlsx"].map((form) => {
    const made = el("button", { type: "button" }, form.toUpperCase());
    made.addEventListener("click", async () => {
      const ids = selection();
      told.textContent = say("taking");
      try {
        await (await import("./take.js")).take(lang, form, await ids, say("file_name"));
        told.textContent = "";
      } catch {
        told.textContent = say("not_taken");
      }
    });
    return made;
  });
  const element = el("p", { class: "k-take", hidden: "" }, count, " ", forms[0], " · ", forms[1], " ", told);
  const update = (number) => {
    element.hidden = !number;
    count.textContent = `${say("take", number)}:`;
    told.textContent = "";
    for (const form of forms) form.setAttribute("aria-label", `${count.textContent} ${form.textContent}`);
  };
  return { element, update };
}

export async function run(lang) {
  const sieve = document.querySelector(".k-sieve"), found = document.querySelector(".k-found");
  const heading = found.querySelector("h2"), fixed = [...found.children].slice(1); // the list as it came, all projects
  const keep = (on) => fixed.forEach((element) => (element.hidden = !on));
  keep(!location.search);
  const data = await load("facets.json").catch(() => keep(true)); // then the page stays as it is without script
  if (!data) return;
  const catalogue = new Catalogue(data), say = speaker(data.words, lang);
  const complete = async () => catalogue.complete(await load("names.json"));
  if (catalogue.lacks(location.search)) await complete().catch(() => null);
  let asked = read(location.search, catalogue); // what the list shows
  let draft = asked; // what the panel holds: on a phone it counts when the panel is closed
  let turn = 0, typed = false, pause;

  // The panel

  const toggle = (pair, on) => change({ ...draft, pairs: on ? [...draft.pairs, pair] : draft.pairs.filter((old) => !same(old, pair)) });
  const plain = sieve.querySelectorAll(".k-facet");
  const groups = catalogue.facets.map((facet, at) => group(facet, plain[at], data.offered, lang, say, toggle, complete));
  const field = el("input", { type: "search", id: "k-word", autocomplete: "off", maxlength: "200" });
  const apply = el("button", { class: "k-button k-apply" }), clear = button(say("clear"));
  const form = el("form", { "aria-label": say("filters") }, el("p", { class: "k-word" }, el("label", { for: "k-word" }, say("field")), field),
    ...groups.map((one) => one.element), el("p", { class: "k-sieve__end" }, apply, clear));
  sieve.querySelector("nav").replaceWith(form);
  const widen = () => {
    if (!WIDE.matches) return;
    sieve.open = true;
    if (draft !== asked) commit(draft);
  };
  WIDE.addEventListener("change", widen);
  sieve.open = WIDE.matches;

  const typing = () => {
    const text = field.value.trim();
    const rest = draft.pairs.filter(([name]) => name !== "q");
    change({ ...draft, pairs: text ? [...rest, ["q", text]] : rest }, typed);
    typed = true;
  };
  field.addEventListener("focus", () => load("words.json").catch(() => null), { once: true });
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(typing, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    if (field.value.trim() !== (draft.pairs.find(([name]) => name === "q")?.[1] ?? "")) typing();
    if (WIDE.matches) return;
    commit(draft);
    sieve.open = false;
    heading.focus();
  });
  sieve.addEventListener("toggle", () => sieve.open || draft === asked || commit(draft));
  clear.addEventListener("click", () => {
    field.value = "";
    change({ ...draft, pairs: [] });
    field.focus();
  });

  // Above the list: what is chosen, the order, the list as a file

  const tags = el("ul", { class: "k-picked", "aria-label": say("chosen") });
  const sort = el("select", { id: "k-sort" }, ...SORTS.filter((name) => name !== "amount" || data.sums).map((name) => el("option", { value: name }, say(`by.${name}`))));
  const note = el("p", { class: "k-hint" }, say("amount_note", data.sums));
  const status = el("p", { role: "status", class: "k-vh" });
  const views = VIEWS.filter((name) => name !== "map" || catalogue.byId.has("place")).map((name) => {
    const link = el("a", {}, say(`view.${name}`));
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      commit({ ...draft, view: name });
    });
    return [name, link];
  });
  heading.after(el("nav", { class: "k-views", "aria-label": say("views") }, ...views.map(([, link]) => link)),
    el("p", { class: "k-sort" }, el("label", { for: "k-sort" }, say("sort")), " ", sort));
  const taking = download(lang, say), place = el("div");
  const choice = new Choice(say, new URL("../compare/", location.href));
  heading.parentElement.after(tags, note, status, taking.element, place);
  found.append(choice.bar);
  choice.offer(fixed.flatMap((element) => [...element.querySelectorAll(".k-items > li")]));
  sort.addEventListener("change", () => commit({ ...draft, sort: sort.value }));

  const label = ([name, value]) => {
    if (name === "q") return el("bdi", {}, `„${value}”`);
    const facet = catalogue.byId.get(name);
    return named(facet.values[facet.numbers.get(value)], lang, false);
  };
  const remove = (pair) => commit({ ...asked, pairs: asked.pairs.filter((old) => !same(old, pair)) });
  const drawTags = () => {
    tags.hidden = !asked.pairs.length;
    tags.replaceChildren(...asked.pairs.map((pair, at) => {
      const tag = el("button", { type: "button" }, label(pair), el("span", { class: "k-vh" }, `: ${say("remove")}`), el("span", { "aria-hidden": "true" }, "×"));
      tag.addEventListener("click", () => {
        remove(pair);
        (tags.querySelectorAll("button")[Math.min(at, asked.pairs.length - 1)] ?? heading).focus();
      });
      return el("li", {}, tag);
    }));
  };

  // Asking

  /** What the panel asks for: on a phone only the numbers change, and the list follows when the panel closes. */
  function change(next, replace = false) {
    draft = next;
    if (WIDE.matches) commit(next, replace);
    else preview();
  }

  function commit(next, replace = false) {
    asked = draft = next;
    typed = false;
    const address = location.pathname + write(asked);
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    dispatchEvent(new Event("k-browse"));
    return show();
  }

  /** What is asked for, answered, once the files for it are there. */
  async function answer(next) {
    if (next.pairs.some(([name]) => name === "q")) catalogue.words ??= new Words(await load("words.json"));
    if (catalogue.lacks(write(next))) await complete();
    if (next.sort === "amount") catalogue.amounts ??= await load("amounts.json");
    return catalogue.narrow(next);
  }

  function tell({ rows, counts }, next) {
    groups.forEach((one, at) => one.update(next, counts[at]));
    apply.textContent = say("apply", rows.length);
    clear.hidden = !next.pairs.length;
    status.textContent = say("projects", rows.length);
  }

  async function preview() {
    const mine = ++turn;
    const left = await answer(draft).catch(() => null);
    if (left && mine === turn) tell(left, draft);
  }

  async function show() {
    const mine = ++turn;
    drawTags();
    sort.value = asked.sort;
    for (const [name, link] of views) {
      link.href = write({ ...asked, view: name }) || location.pathname;
      if (name === asked.view) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    note.hidden = asked.sort !== "amount";
    if (document.activeElement !== field) field.value = asked.pairs.find(([name]) => name === "q")?.[1] ?? "";
    found.setAttribute("aria-busy", "true");
    try {
      const left = await answer(asked);
      if (mine !== turn) return;
      selected = left.rows;
      heading.textContent = say("projects", selected.length);
      tell(left, asked);
      document.dispatchEvent(new CustomEvent("k-selection", { detail: { count: selected.length, ids: selection } }));
      const nothing = !write(asked); // the list of all projects, newest first: the page as it came
      const list = nothing ? [] : selected.length ? await drawings[asked.view]() : none();
      if (mine !== turn) return;
      keep(nothing);
      taking.update(nothing ? 0 : selected.length);
      place.replaceChildren(...list);
    } catch {
      if (mine !== turn) return;
      keep(false);
      taking.update(0);
      place.replaceChildren(el("p", { class: "k-lead" }, say("failed")));
      status.textContent = say("failed");
    }
    found.setAttribute("aria-busy", "false");
  }

  // The list

  /** The items of the list from one place to another. */
  async function drawn(from, to) {
    const texts = await Promise.all(Array.from(selected.slice(from, to), async (row) => {
      const at = catalogue.cards[row];
      return (await load(`cards/${Math.floor(at / data.cards) + 1}.json`))[at % data.cards];
    }));
    const made = el("template");
    made.innerHTML = texts.join("");
    return [...made.content.children];
  }

  /** Parts of the page, of which `body` has the items, and a button for more; `made` makes each of an item of the list. */
  async function growing(parts, body, made) {
    const step = SHOWN[asked.view], more = button("");
    const grow = async (to) => body.append(...(await drawn(body.children.length, to)).map(made));
    const count = () => {
      more.hidden = body.children.length >= selected.length;
      more.textContent = say("more", selected.length - body.children.length);
    };
    more.addEventListener("click", async () => {
      const from = body.children.length;
      await grow(from + step);
      history.replaceState({ shown: body.children.length }, "");
      count();
      body.children[from].querySelector(":is(h3, th) > a").focus();
    });
    await grow(history.state?.shown ?? step);
    count();
    return [...parts, el("p", { class: "k-more" }, more)];
  }

  const drawings = {
    list() {
      const list = el("ol", { class: "k-items" });
      return growing([list], list, (item) => choice.offer([item])[0]);
    },
    async table() {
      const { table, row } = await import("./browse-table.js");
      const [parts, body] = table(say, asked.sort, Boolean(data.sums), async (next, button) => {
        await commit({ ...draft, sort: next });
        place.querySelector(`th button[value=${button}]`)?.focus();
      });
      return growing(parts, body, (item) => row(item, say, choice));
    },
    async map() {
      const [{ maps }, drawn] = await Promise.all([import("./browse-map.js"), load("maps.json")]);
      if (catalogue.byId.get("place").values.length < catalogue.byId.get("place").size) await complete();
      return maps(drawn, catalogue, selected, lang, say);
    },
  };

  function none() {
    const last = asked.pairs.at(-1), text = label(last).textContent;
    const without = button(say("remove_last", undefined, { filter: text })), all = button(say("clear"));
    without.addEventListener("click", () => (remove(last), heading.focus()));
    all.addEventListener("click", () => (commit({ ...asked, pairs: [] }), heading.focus()));
    return [el("p", { class: "k-lead" }, say("none")), el("p", { class: "k-ways" }, without, all)];
  }

  addEventListener("popstate", () => {
    asked = draft = read(location.search, catalogue);
    typed = false;
    field.blur();
    show();
  });
  await show();
}

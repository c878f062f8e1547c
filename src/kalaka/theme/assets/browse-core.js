// Narrowing and ordering projects: numbers in, numbers out. The files are those of search/facet_index.py. No page is
// touched here; browse.js shows what comes out.
import { fold } from "./fold.js";

export const SORTS = ["newest", "oldest", "title", "amount"];
export const VIEWS = ["list", "table", "map"];
const LONGEST = 200; // characters of a query that count

const words = (text) => fold(text.slice(0, LONGEST)).match(/[\p{L}\p{N}]+/gu) ?? [];

/** A column as two rows of numbers: what row `r` holds stands in `held` from `from[r]` to `from[r + 1]`. */
export function column(text, count) {
  const from = new Uint32Array(count + 1), held = [];
  let row = 0, before = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0), number = (code < 0xe000 ? code : code - 0x800) - 0x20;
    if (number) held.push((before += (number - 1) >> 1));
    if (number % 2) continue;
    before = 0;
    from[++row] = held.length;
  }
  return { from, held: Uint32Array.from(held) };
}

class Facet {
  constructor({ id, label, size, values, rows }, count) {
    Object.assign(this, { id, label, size, values: [], numbers: new Map() }, column(rows, count));
    this.name(values);
  }

  /** Takes names of further values; until all came, the first of `size` are known. */
  name(values) {
    for (const [value, own, second] of values) {
      this.numbers.set(value, this.values.length);
      this.values.push({ id: value, name: own ?? second, second: own ? second : null, own: own !== null });
    }
    this.spoken = null;
  }

  /** Marks every row that holds one of the marked values. */
  mark(wanted, rows) {
    const { from, held } = this;
    for (let row = 0; row < rows.length; row++) {
      for (let at = from[row]; at < from[row + 1]; at++) {
        if (wanted[held[at]]) {
          rows[row] = 1;
          break;
        }
      }
    }
  }

  /** The values of which a word begins with each word of a query, marked. */
  named(query) {
    this.spoken ??= this.values.map((value) => words(`${value.name} ${value.second ?? ""}`));
    const asked = words(query);
    return Uint8Array.from(this.spoken, (all) => asked.every((prefix) => all.some((word) => word.startsWith(prefix))));
  }
}

export class Catalogue {
  /** `data` is facets.json. */
  constructor(data) {
    this.dates = data.dates;
    this.count = data.dates.length;
    this.facets = data.facets.map((facet) => new Facet(facet, this.count));
    this.byId = new Map(this.facets.map((facet) => [facet.id, facet]));
    this.orders = new Map();
    this.cards = new Uint32Array(this.count); // the place of each row among the cards
    this.order("newest").forEach((row, place) => (this.cards[row] = place));
  }

  /** All rows in an order. Rows stand by title; what is unknown stands at the end. */
  order(sort) {
    if (!this.orders.has(sort)) {
      const column = { newest: this.dates.map((date) => -date), oldest: this.dates, title: [], amount: this.amounts }[sort];
      const key = (row) => column[row] || Infinity;
      const rows = [...Array(this.count).keys()];
      this.orders.set(sort, Uint32Array.from(rows.sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)))));
    }
    return this.orders.get(sort);
  }

  /** The rows that have every word of a query, marked: in their own words, or in the names of their values. */
  find(query) {
    const all = new Uint8Array(this.count).fill(1);
    for (const word of words(query)) {
      const rows = new Uint8Array(this.count);
      this.words.mark(word, rows);
      for (const facet of this.facets) {
        const wanted = facet.named(word);
        if (wanted.includes(1)) facet.mark(wanted, rows);
      }
      for (let row = 0; row < rows.length; row++) all[row] &= rows[row];
    }
    return all;
  }

  /**
   * The rows that are left by what is asked, and for each facet how many rows each of its values has among those that
   * all other facets leave: never a number that leads to nothing. Values of one facet stand beside one another (or),
   * facets and the query narrow one another (and).
   */
  narrow(asked) {
    const { count, facets } = this;
    const query = asked.pairs.find(([name]) => name === "q")?.[1];
    const misses = new Uint8Array(count), missed = new Uint8Array(count); // how many facets a row misses, and the last of them
    facets.forEach((facet, f) => {
      const chosen = asked.pairs.filter(([name]) => name === facet.id);
      if (!chosen.length) return;
      const wanted = new Uint8Array(facet.size), rows = new Uint8Array(count);
      for (const [, id] of chosen) wanted[facet.numbers.get(id)] = 1;
      facet.mark(wanted, rows);
      for (let row = 0; row < count; row++) {
        if (!rows[row]) {
          misses[row]++;
          missed[row] = f;
        }
      }
    });
    const found = query ? this.find(query) : null;
    const left = new Uint8Array(count);
    for (let row = 0; row < count; row++) {
      if (found && !found[row]) misses[row] = 2;
      left[row] = misses[row] ? 0 : 1;
    }
    const counts = facets.map(({ size, from, held }, f) => {
      const number = new Uint32Array(size);
      for (let row = 0; row < count; row++) {
        if (misses[row] > 1 || (misses[row] === 1 && missed[row] !== f)) continue;
        for (let at = from[row], end = from[row + 1]; at < end; at++) number[held[at]]++;
      }
      return number;
    });
    return { rows: this.order(asked.sort).filter((row) => left[row]), counts };
  }

  /** How many of some rows each value of a facet has, and how many of the rows have none. */
  among(rows, facet) {
    const { size, from, held } = this.byId.get(facet), number = new Uint32Array(size);
    let none = 0;
    for (const row of rows) {
      if (from[row] === from[row + 1]) none++;
      for (let at = from[row]; at < from[row + 1]; at++) number[held[at]]++;
    }
    return { number, none };
  }

  /** Whether an address, or a word, needs the names of values that did not come with the facets. */
  lacks(search) {
    const some = this.facets.some(({ size, values }) => values.length < size);
    return some && [...new URLSearchParams(search)].some(([name, value]) => name === "q" || (this.byId.has(name) && !this.byId.get(name).numbers.has(value)));
  }

  /** Takes names.json. */
  complete(names) {
    for (const facet of this.facets) if (facet.values.length < facet.size) facet.name(names[facet.id]);
  }
}

/** words.json: which rows have a word. */
export class Words {
  constructor({ words: known, rows }) {
    this.known = known.split(" ");
    this.rows = column(rows, this.known.length);
  }

  /** Marks every row that has a word which begins with `prefix`. */
  mark(prefix, rows) {
    const { from, held } = this.rows;
    this.known.forEach((word, number) => {
      if (!word.startsWith(prefix)) return;
      for (let at = from[number]; at < from[number + 1]; at++) rows[held[at]] = 1;
    });
  }
}

/** What an address asks for: pairs of facet and value (and `q`) in the order in which they were chosen, sort, view. */
export function read(search, catalogue) {
  const pairs = [], seen = new Set();
  let [sort] = SORTS, [view] = VIEWS;
  for (const [name, value] of new URLSearchParams(search)) {
    const text = name === "q" ? value.trim().slice(0, LONGEST) : value;
    const known = name === "q" ? text && !seen.has("q") : catalogue.byId.get(name)?.numbers.has(value);
    if (name === "sort" && SORTS.includes(value)) sort = value;
    if (name === "view" && VIEWS.includes(value)) view = value;
    const key = name === "q" ? "q" : `${name}=${value}`;
    if (!known || seen.has(key)) continue;
    seen.add(key);
    pairs.push([name, text]);
  }
  return { pairs, sort, view };
}

/** The address of what is asked for; nothing for the list of all projects, newest first. */
export function write({ pairs, sort, view }) {
  const told = [...pairs];
  if (sort !== SORTS[0]) told.push(["sort", sort]);
  if (view !== VIEWS[0]) told.push(["view", view]);
  const query = new URLSearchParams(told).toString();
  return query && `?${query}`;
}

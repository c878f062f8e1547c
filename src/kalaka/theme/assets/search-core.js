// What answers a query: the engine's bundle of one language, and an assistant that steps in where the engine is weak.
// No page is touched here; search.js shows what comes out.

const END = "⁂"; // stands between what may be shown, the names, and what only helps finding (search/pagefind.py)
const PAGE = 10; // answers given at once
const LOADED = 12; // entries whose text is fetched for one answer
const LONGEST = 200; // characters of a query that count
const ENOUGH = 3; // answers below which the assistant looks further

const CEDILLA = { "ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț" };

export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ł/g, "l").replace(/ß/g, "ss");

/** The words of a text: cedillas become commas, signs go. */
export function words(text) {
  const tidy = text.normalize("NFC").replace(/[şţŞŢ]/g, (c) => CEDILLA[c]);
  return tidy.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words that carry no subject: they are left out of a query that has others. */
const FUNCTION_WORDS = {
  hu: "a az egy és vagy is hogy hogyan mit mi ki kik kinek hol mikor nem van volt lehet kell be el ki le fel meg ha de",
  ro: "a al ai ale cu cum ce cine când unde care de din la în pe pentru prin și sau un o una nu se să este sunt fi dintre spre despre",
};

/** The words that a query is about. */
export function subjects(query, lang) {
  const all = words(query.slice(0, LONGEST));
  const small = new Set(FUNCTION_WORDS[lang].split(" "));
  const kept = all.filter((word) => !small.has(word));
  return kept.length ? kept : all;
}

const bare = (text) => fold(text).replace(/[^\p{L}\p{N}]+/gu, "");

/** A query that is a code (letters or signs with at least three digits): as one string, however it is spaced. */
const code = (query) => ((query.match(/\p{N}/gu) ?? []).length >= 3 ? bare(query) : "");

/** How a word sounds to both languages: double letters once, ly as j, old î as â, foreign spellings plain. */
export const sound = (word) =>
  fold(word).replace(/ly/g, "j").replace(/w/g, "v").replace(/ph/g, "f").replace(/y/g, "i").replace(/ck|q/g, "k")
    .replace(/x/g, "ks").replace(/th/g, "t").replace(/(.)\1+/g, "$1");

/** Edits between two words: letters put in, left out, changed or swapped; more than `most` counts as most + 1. */
export function edits(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

export class Search {
  /** `base` is the address of the site, `lang` the bundle that is asked. Nothing is fetched before the first query. */
  constructor(base, lang) {
    this.base = base;
    this.lang = lang;
  }

  async engine() {
    this.loading ??= import(new URL(`search/${this.lang}/pagefind.js`, this.base)).then(async (engine) => {
      await engine.options({ noWorker: true });
      await engine.init();
      return engine;
    });
    return this.loading;
  }

  async vocabulary() {
    this.known ??= fetch(new URL(`search/${this.lang}/words.json`, this.base)).then((r) => r.json()).then((list) =>
      list.map((word) => ({ word, folded: fold(word), sound: sound(word) })));
    return this.known;
  }

  /**
   * Answers to a query, best first: `{items, total, corrected, nearest, kinds, more}`. `filters` are the words that stand
   * for them. `items` are the first ten; `await more()` gives the next ten, and none at the end. An item is `{url, title,
   * kind, crumbs, step, excerpt, rank}`; `step` is the number of a step of a guide, else null. `nearest` says that
   * nothing fits and the items are only what is nearest; `kinds` has the number of answers of each kind, or is null.
   */
  async find(query, filters = []) {
    const { items, total, corrected } = await this.answers(query, filters);
    const shown = items.map((found) => ({ ...found, step: null }));
    let at = PAGE;
    const more = async () => shown.slice(at, (at += PAGE));
    return { items: shown.slice(0, PAGE), total, corrected, nearest: false, kinds: null, more };
  }

  async answers(query, filters) {
    const asked = subjects(query, this.lang);
    if (!asked.length) return { items: [], corrected: null, total: 0 };
    this.code = code(query.slice(0, LONGEST));
    let found = await this.ask(asked.join(" "), asked, filters);
    if (this.code) found = together(found, await this.ask(query.slice(0, LONGEST), asked, filters));
    let corrected = null;
    if (weak(found)) {
      for (const other of await this.rewrites(asked)) {
        const again = await this.ask(other.join(" "), other, filters);
        if (again.best > found.best) {
          if (other.join("") !== asked.join("")) corrected = other.join(" ");
          found = again;
        }
        if (!weak(found)) break;
      }
      const last = corrected ? words(corrected) : asked;
      if (weak(found) && last.length > 1) found = together(found, await this.either(last, filters));
    }
    return { items: found.items, corrected, total: found.total };
  }

  /** What the engine finds, as far as it fits the filters. It passes over words that it does not know: beside filters
   * such a word would bring everything that fits them. */
  async results(text, filters) {
    const engine = await this.engine();
    const { results } = await engine.search([text, ...filters].join(" "));
    if (!filters.length) return results;
    const found = new Set((await engine.search(text)).results.map((r) => r.id));
    return results.filter((r) => found.has(r.id));
  }

  async ask(text, asked, filters) {
    const results = await this.results(text, filters);
    const loaded = await Promise.all(results.slice(0, LOADED).map(async (r) => ({ r, data: await r.data() })));
    const items = loaded.map(({ r, data }) => item(data, r.score, asked, this.code)).sort((a, b) => b.rank - a.rank);
    return { items, total: results.length, best: items[0]?.rank ?? 0 };
  }

  /** Entries that hold some of the words, those with more of them first. */
  async either(asked, filters) {
    const sums = new Map();
    for (const word of asked) {
      for (const r of (await this.results(word, filters)).slice(0, 60)) {
        const seen = sums.get(r.id) ?? { r, score: 0, hits: 0 };
        seen.score += r.score;
        seen.hits += 1;
        sums.set(r.id, seen);
      }
    }
    const order = [...sums.values()].sort((a, b) => b.hits - a.hits || b.score - a.score);
    const loaded = await Promise.all(order.slice(0, LOADED).map(async (s) => ({ ...s, data: await s.r.data() })));
    const items = loaded.map((s) => item(s.data, s.score, asked, this.code)).sort((a, b) => b.rank - a.rank);
    return { items, total: order.length, best: items[0]?.rank ?? 0 };
  }

  /** Other forms of the words asked: joined, divided, spelled as a known word. */
  async rewrites(asked) {
    const known = await this.vocabulary();
    const by = new Set(known.map((k) => k.folded));
    const found = [];
    if (asked.length > 1) {
      const joined = asked.join("");
      if (by.has(fold(joined))) found.push([joined]);
      for (let i = 0; i + 1 < asked.length; i++) {
        const two = asked[i] + asked[i + 1];
        if (by.has(fold(two))) found.push([...asked.slice(0, i), two, ...asked.slice(i + 2)]);
      }
    }
    const spelled = asked.map((word) => this.spell(word, known, by));
    if (spelled.some((word, i) => word !== asked[i])) found.push(spelled);
    for (const [i, word] of asked.entries()) {
      const parts = divide(word, by);
      if (parts) found.push([...asked.slice(0, i), ...parts, ...asked.slice(i + 1)]);
    }
    return found;
  }

  spell(word, known, by) {
    const folded = fold(word);
    if (word.length < 4 || /\p{N}/u.test(word) || by.has(folded)) return word;
    const most = word.length < 6 ? 1 : 2;
    const heard = sound(word);
    let best = null, least = most + 0.9;
    for (const k of known) {
      let d = edits(heard, k.sound, most);
      if (d > most) {
        // an inflected form: the beginning is compared, what follows is an ending
        if (heard.length > k.sound.length + 1 && k.sound.length > 4 && k.sound.length > heard.length * 0.6) {
          d = edits(heard.slice(0, k.sound.length), k.sound, most - 1) + 1.2;
        } else continue;
      }
      d += k.folded[0] === folded[0] ? 0 : 0.3;
      if (d < least) [best, least] = [k.word, d];
    }
    return best ?? word;
  }
}

function divide(word, by) {
  const folded = fold(word);
  for (let cut = folded.length - 4; cut >= 4; cut--) {
    if (by.has(folded.slice(0, cut)) && by.has(folded.slice(cut))) return [word.slice(0, cut), word.slice(cut)];
  }
  return null;
}

/** How surely two words are one: the same, or the same beginning with another ending. */
const near = (asked, word) => {
  if (asked === word) return 1;
  const [short, long] = asked.length < word.length ? [asked, word] : [word, asked];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  if (same === short.length && same >= 3 && long.length - same <= 3) return 0.85;
  return same >= 4 && same >= long.length - 4 && same / long.length > 0.55 ? 0.8 : 0;
};

const cover = (asked, list) => {
  if (!asked.length || !list.length) return 0;
  return asked.reduce((sum, a) => sum + Math.max(0, ...list.map((w) => near(a, w))), 0) / asked.length;
};

/** An entry as an answer. Its rank is the engine's score, raised by how well the words cover its name and its text. */
function item(data, score, asked, code) {
  const [shown, rest = "", hidden = ""] = data.content.split(END);
  const folded = asked.map(fold);
  const title = words(data.meta.title).map(fold);
  const names = words(rest).map(fold);
  const body = words(shown).map(fold);
  const inTitle = cover(folded, title), inNames = cover(folded, names);
  const whole = title.length ? folded.filter((a) => title.some((w) => near(a, w))).length / Math.max(title.length, folded.length) : 0;
  const all = cover(folded, [...body, ...names, ...words(hidden).map(fold)]);
  const named = code && bare(rest + hidden).includes(code) ? 8 : 0;
  const rank = named + all * 4 + (all > 0.79 ? 3 : 0) + inTitle * 3 + whole * 3 + inNames * 1.5 + Math.min(score, 10) / 10 + (data.meta.kind === "projects" ? 0.05 : 0);
  return { url: data.meta.url, title: data.meta.title, kind: data.meta.kind, crumbs: data.meta.crumbs, excerpt: shown, rank, all, score };
}

/** The engine's own answer is not enough: nothing, too little, or not what was asked. */
const weak = (found) => found.items.length < ENOUGH || found.items[0].all < 0.75;

/** Two answers as one, each entry once. */
function together(a, b) {
  const seen = new Set(a.items.map((i) => i.url));
  const items = [...a.items, ...b.items.filter((i) => !seen.has(i.url))].sort((x, y) => y.rank - x.rank);
  return { items, total: Math.max(a.total, b.total, items.length), best: items[0]?.rank ?? 0 };
}

// What answers a query. The engine's index says which entries hold a word, and by the place of the word what it is to
// them (search/terms.py); every answer is ranked by that, and only those that are shown are fetched. No page is touched
// here; search.js shows what comes out.
import { fold } from "./fold.js";

export { fold };

const SHORT = 4; // letters of the shortest root of a word
const FEW = 3; // entries below which looser forms of a word are tried
const PAGE = 10; // answers given at once
const LONGEST = 200; // characters of a query that count
const KEPT = 40; // queries whose answers are kept

// What a word counts for by the region it stands in: the title and, from entries.json, the others
const WEIGHTS = { title: 2, names: 0.9, words: 1.6, above: 1.5, facts: 1.5, hidden: 1.2, often: 1.6, parts: 1.5, text: 0.6, text_parts: 0.4 };
const LONG = { title: 0.3, names: 0.6 }; // how much less it counts in a region that is longer than usual
const RARE = 0.35; // exponent of a word's rarity
const SURE = 0.2; // exponent of how surely a word is the one that was asked, where the share of the query is counted
const COVER = 0.45; // exponent of the share of the query that an answer holds
const NAME = 0.95; // what a name counts for that is all that was asked
const SAME = 0.85; // the part of it from which on it is what was asked
const EXACT = 0.4; // what that counts for
const ALIAS = 0.95; // another name than the title
const FIT = 0.5; // share of the query that an answer must hold to fit
const RELATED = 0.4; // the same, beside the best answer's share, to be an answer at all
const HUBS = new Set(["articles", "themes", "counties", "target-groups", "programmes", "organisations", "places"]); // they lead on to answers
const WHOLE = 3; // words from which on a query may be the question of a task; fewer ask for what they name
const HUB = 0.7;

const CEDILLA = { "ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț" };

/** The words of a text: cedillas become commas, signs go. */
export function words(text) {
  const tidy = text.normalize("NFC").replace(/\p{Cf}/gu, "").replace(/[şţŞŢ]/g, (c) => CEDILLA[c]);
  return tidy.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

const bare = (text) => fold(text).replace(/[^\p{L}\p{N}]+/gu, "");

/** A query that is a code (letters or signs with at least three digits): as one string, however it is spaced. */
const code = (query) => ((query.match(/\p{N}/gu) ?? []).length >= 3 ? bare(query) : "");

/** How a word sounds to both languages: double letters once, ly as j, foreign spellings plain. */
export const sound = (word) =>
  fold(word).replace(/ly/g, "j").replace(/sz/g, "s").replace(/c(?![eiht])/g, "k").replace(/w/g, "v").replace(/ph/g, "f").replace(/y/g, "i").replace(/ck|q/g, "k")
    .replace(/x/g, "ks").replace(/th/g, "t").replace(/(.)\1+/g, "$1");

const ROWS = ["qwertzuiop", "asdfghjkl", "yxcvbnm"];
const ALIKE = ["aeiou", "bp", "dt", "gk", "vf", "sz", "mn", "yz", "jl"];

/** Whether one letter is easily typed or heard for another: keys side by side, vowels, voiced and voiceless. */
const alike = (a, b) =>
  ALIKE.some((group) => group.includes(a) && group.includes(b)) ||
  ROWS.some((row) => row.includes(a) && row.includes(b) && Math.abs(row.indexOf(a) - row.indexOf(b)) === 1);

/** Edits between two words: letters put in, left out, swapped or changed (for an unlike one: 1.5); more than `most`
 * counts as most + 1. */
export function edits(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : alike(a[i - 1], b[j - 1]) ? 1 : 1.5;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** The words of a shortened list: each may begin with the number of letters that it shares with the one before. */
function* lengthened(text) {
  let last = "";
  for (const piece of text ? text.split(" ") : []) {
    const shared = parseInt(piece) || 0;
    last = last.slice(0, shared) + (shared ? piece.slice(String(shared).length) : piece);
    yield last;
  }
}

/** The index of one language: asked word by word, it says which entries hold a word and where in them. */
class Index {
  constructor(base, lang) {
    this.lang = lang;
    this.address = new URL(`search/${lang}/`, base);
    this.asked = new Map();
  }

  json(name) {
    return fetch(new URL(name, this.address)).then((response) => response.json());
  }

  open() {
    this.opening ??= this.load();
    return this.opening;
  }

  async load() {
    const listed = this.json("entries.json");
    const engine = await import(new URL("pagefind.js", this.address));
    await engine.options({ noWorker: true });
    await engine.init();
    this.engine = engine;
    const { every, function_words, prefixes, endings, regions, kinds, entries } = await listed;
    this.pages = (await engine.search(`"${every}"`, { sort: { number: "asc" } })).results;
    this.numbers = new Map(this.pages.map((page, number) => [page.id, number]));
    this.functionWords = new Set(function_words.split(" "));
    this.prefixes = prefixes.map(fold);
    this.endings = new Map(endings.map((ending) => [fold(ending), ending]).sort(([a], [b]) => b.length - a.length));
    this.regions = ["title", ...regions];
    this.kinds = kinds;
    this.entries = entries.map(([kind, names, repeated, others, theme, county, twin], number) => {
      let end = names.reduce((sum, n, i) => sum + (i % 3 === 2 ? 0 : n), 0);
      const ends = [names[0] + names[1], end, ...others.map((n) => (end += n))];
      return { kind, names, repeated, ends, theme, county, page: twin ?? number };
    });
    this.usual = this.regions.map((_, region) => {
      const lengths = this.entries.map((entry) => this.length(entry, region)).filter(Boolean);
      return lengths.reduce((sum, length) => sum + length, 0) / (lengths.length || 1);
    });
  }

  /** The entries that hold a word, by its stem: number → place of the word. */
  exact(word) {
    return this.ask(`"${word}"`);
  }

  /** The entries that hold words which begin with the stem of this one. For a word that begins none, the engine answers
   * with a shorter one; then there are none. */
  async extended(word) {
    const beyond = await this.ask(word + "zq"); // begins no word; fetches the end of the range, too
    const found = await this.ask(word);
    return found.size === beyond.size && [...found.keys()].every((n) => beyond.has(n)) ? new Map() : found;
  }

  /** The same for the beginning of a word that may begin no other: the words of the index are looked through first. */
  async begun(root) {
    const { sorted } = await this.vocabulary();
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < root) low = middle + 1; else high = middle;
    }
    return sorted[low]?.startsWith(root) ? this.ask(root) : new Map();
  }

  ask(text) {
    if (!this.asked.has(text)) this.asked.set(text, this.search(text));
    return this.asked.get(text);
  }

  async search(text) {
    const found = new Map();
    for (const { id, words: places } of (await this.engine.search(text)).results) {
      const number = this.numbers.get(id);
      if (number !== undefined) found.set(number, Math.min(...places) - 1);
    }
    return found;
  }

  /** Number of the region of an entry in which a place is; the title is the first. */
  region(number, place) {
    const { ends } = this.entries[number];
    let region = 0;
    while (region < ends.length - 1 && place >= ends[region]) region++;
    return region;
  }

  /** Number of terms in a region of an entry. */
  length({ ends }, region) {
    return ends[region] - (ends[region - 1] ?? 0);
  }

  /** What a word counts for in a region of an entry. */
  weight(number, region) {
    const [name, long] = [this.regions[region], LONG[this.regions[region]] ?? 0];
    return WEIGHTS[name] / (1 - long + long * Math.min(5, this.length(this.entries[number], region) / this.usual[region]));
  }

  /** What a hit displays of an entry. */
  async hit(number) {
    const { anchors } = await this.pages[number].data();
    const [url, kind, title, crumbs, step, excerpt] = JSON.parse(anchors[0].id.replaceAll("_", " "));
    return { url, kind, title, crumbs: crumbs.join(" / "), step, excerpt };
  }

  /** The words a query may be corrected to. */
  vocabulary() {
    this.known ??= this.json("words.json").then(({ text, names }) => {
      const list = [
        ...[...lengthened(text)].map((word) => ({ word, cost: 0 })),
        ...[...lengthened(names)].map((word) => ({ word, cost: 0.2 })),
      ];
      for (const item of list) [item.folded, item.sound] = [fold(item.word), sound(item.word)];
      return { list, sorted: list.map((item) => item.folded).sort(), folded: new Set(list.map((item) => item.folded)) };
    });
    return this.known;
  }

  /** Beginnings of a word before its endings, the longest first: `szervezzek` → `szervezz`, `szervez`. */
  roots(word) {
    const found = new Set();
    let layer = [fold(word)];
    for (let round = 0; round < 3; round++) {
      const next = [];
      for (const form of layer) {
        for (const end of this.endings.keys()) {
          const root = form.slice(0, form.length - end.length);
          if (form.endsWith(end) && root.length >= SHORT && root.length >= word.length * 0.5 && !found.has(root)) {
            found.add(root);
            next.push(root);
          }
        }
      }
      layer = next;
    }
    return [...found].sort((a, b) => b.length - a.length);
  }

  /** A word without the prefix of a verb, and what it begins with: `kinyomtatni` → `nyomtatni`, `nyomtat`. */
  unprefixed(word) {
    const folded = fold(word);
    const prefix = this.prefixes.find((start) => folded.startsWith(start) && folded.length - start.length > 4);
    return prefix ? [folded.slice(prefix.length), ...this.roots(folded.slice(prefix.length))] : [];
  }

  /** Other spellings of a word: typed without accents, with those of its ending (`kepzesrol` → `kepzesről`); î as â. */
  spellings(word) {
    const forms = new Set();
    if (fold(word) === word) {
      for (const [end, ending] of this.endings) {
        if (end !== ending && word.endsWith(end) && word.length - end.length >= 3) forms.add(word.slice(0, -end.length) + ending);
      }
    }
    if (this.lang === "ro") {
      const old = [...word.matchAll(/(?<=.)[iî](?=.)/g)].map(({ index }) => index); // â as it was once written
      for (const some of [old, ...old.map((at) => [at])]) forms.add([...word].map((c, at) => (some.includes(at) ? "â" : c)).join(""));
      forms.delete(word);
    }
    return forms;
  }
}

/** A word asked: which entries hold it (number → {region, sure}), and what it weighs. */
class Term {
  constructor(word) {
    this.word = word;
    this.entries = new Map();
  }

  add(index, found, sure) {
    for (const [number, place] of found) {
      const region = index.region(number, place);
      const value = index.weight(number, region) * sure;
      const known = this.entries.get(number);
      if (!known || value > known.value) this.entries.set(number, { region, sure, value, place });
    }
  }

  weigh(count) {
    const held = this.entries.size;
    this.weight = Math.log(1 + (count - held + 0.5) / (held + 0.5)) ** RARE;
  }
}

const NOTHING = { items: [], total: 0, corrected: null, nearest: false, kinds: {}, more: async () => [] };

export class Search {
  /** `base` is the address of the site, `lang` the bundle that is asked. Nothing is fetched before the first query. */
  constructor(base, lang) {
    this.index = new Index(base, lang);
    this.answers = new Map();
    this.turn = 0;
  }

  /**
   * Answers to a query, best first: `{items, total, corrected, nearest, kinds, more}`. `filters` are what interface.json
   * has for their values. `items` are the first ten; `await more()` gives the next ten, and none at the end. An item is
   * `{url, title, kind, crumbs, step, excerpt, rank}`; `step` is the number of a step of a guide, else null. `nearest`
   * says that nothing fits and the items are only what is nearest; `kinds` has the number of answers of each kind,
   * whatever kind is asked for. A query that is followed by another before it is answered has no answers, and is `stale`.
   */
  async find(query, filters = []) {
    const turn = ++this.turn;
    const text = query.slice(0, LONGEST);
    if (!words(text).length) return NOTHING;
    await this.index.open();
    if (turn !== this.turn) return { ...NOTHING, stale: true };
    if (!this.answers.has(text)) {
      if (this.answers.size >= KEPT) this.answers.delete(this.answers.keys().next().value);
      this.answers.set(text, this.ranked(text));
    }
    const { list, corrected, nearest } = await this.answers.get(text);
    if (turn !== this.turn) return { ...NOTHING, stale: true };
    const { shown, kinds } = this.filtered(list, filters);
    let at = 0;
    const more = () => {
      const part = shown.slice(at, (at += PAGE));
      return Promise.all(part.map(async ({ number, rank }) => ({ ...(await this.index.hit(number)), rank })));
    };
    return { items: await more(), total: shown.length, corrected, nearest, kinds, more };
  }

  /** The answers that fit the filters, and the number of answers of each kind that fit all others. */
  filtered(list, filters) {
    const { entries, kinds } = this.index;
    const chosen = filters.map((filter) => filter.split(":")).map(([facet, value]) => [facet, Number(value)]);
    const fits = ({ number }, facets) => facets.every(([facet, value]) => [entries[number][facet]].flat().includes(value));
    const others = list.filter((answer) => fits(answer, chosen.filter(([facet]) => facet !== "kind")));
    const counts = {};
    for (const { number } of others) {
      const kind = kinds[entries[number].kind];
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return { shown: others.filter((answer) => fits(answer, chosen)), kinds: counts };
  }

  /** The words that a query is about, without endings after a hyphen. */
  subjects(text) {
    const { endings } = this.index;
    const all = words(text.replace(/(?<=[\p{L}\p{N}])[-\u2010\u2011](\p{L}+)(?![\p{L}\p{N}])/gu, (all, end) => (endings.has(fold(end)) ? "" : all)));
    const kept = all.filter((word) => !this.index.functionWords.has(fold(word)));
    return kept.length ? kept : all;
  }

  /** All answers to a query, best first, and the query as it was corrected. */
  async ranked(text) {
    const asked = this.subjects(text);
    const terms = await Promise.all([...new Set(asked)].map((word, i, { length }) => this.term(word, i === length - 1)));
    await this.join(asked, terms);
    await this.prefix(words(text), terms);
    await this.code(text, terms);
    const replaced = await this.spell(terms);
    const { list, nearest } = this.rank(terms, words(text).length - asked.length);
    const corrected = replaced.size ? words(text).map((word) => replaced.get(word) ?? word).join(" ") : null;
    return { list, nearest, corrected };
  }

  /** What the index holds of a word: its stem, its stem with accents, longer words, what it begins with. */
  async term(word, last) {
    const { index } = this;
    const term = new Term(word);
    term.add(index, await index.exact(word), 1);
    if (/\p{N}/u.test(word)) return term;
    if (!term.entries.size || fold(word) === word) {
      for (const form of index.spellings(word)) term.add(index, await index.exact(form), 0.8);
    }
    term.known = term.entries.size > 0;
    if (word.length > 2) term.add(index, await index.extended(word), (term.known ? 0.2 : last ? 0.6 : 0.4) * Math.min(1, word.length / 7));
    for (const root of index.roots(word)) term.add(index, await index.exact(root), term.known ? 0.2 : 0.7);
    term.whole = term.entries.size > 0;
    if (term.entries.size < FEW) for (const root of index.roots(word)) {
      term.add(index, await index.begun(root), 0.3);
      if (term.entries.size >= FEW) break;
    }
    if (term.entries.size < FEW) for (const root of index.unprefixed(word)) {
      term.add(index, await index.begun(root), 0.2);
      if (term.entries.size >= FEW) break;
    }
    return term;
  }

  /** Two words asked that the index has as one. */
  async join(asked, terms) {
    for (let i = 0; i + 1 < asked.length; i++) {
      const found = await this.index.exact(asked[i] + asked[i + 1]);
      for (const term of terms) if ([asked[i], asked[i + 1]].includes(term.word)) term.add(this.index, found, 0.9);
    }
  }

  /** A verb whose prefix stands behind it: `válasszuk ki` → `kiválasszuk`. */
  async prefix(all, terms) {
    const { index } = this;
    for (const [i, word] of all.entries()) {
      const term = terms.find((known) => known.word === word);
      if (!term || !index.prefixes.includes(fold(all[i + 1] ?? ""))) continue;
      const whole = all[i + 1] + word;
      term.add(index, await index.exact(whole), 1);
      for (const root of index.roots(whole)) {
        const found = await index.begun(root);
        term.add(index, found, 0.7);
        if (found.size) break;
      }
      term.whole ||= term.entries.size > 0;
    }
  }

  /** A code, whole or its beginning, holds all its parts. */
  async code(text, terms) {
    const asked = code(text);
    if (!asked || asked.length < 5) return;
    let found = await this.index.exact(asked);
    if (!found.size) found = await this.index.extended(asked);
    for (const term of terms) term.add(this.index, found, 2);
  }

  /** Correct the words that the index has in no form: to the nearest word, or to two words. Returns what replaced them. */
  async spell(terms) {
    const replaced = new Map();
    const unknown = terms.filter((term) => !term.whole && term.word.length > 3 && !/\p{N}/u.test(term.word));
    if (!unknown.length) return replaced;
    const vocabulary = await this.index.vocabulary();
    for (const term of unknown) {
      const parts = this.divided(term.word, vocabulary.folded);
      if (parts) {
        const [left, right] = [await this.index.exact(parts[0]), await this.index.exact(parts[1])];
        for (const found of [left, right]) term.add(this.index, found, 0.3);
        term.add(this.index, new Map([...left].filter(([number]) => right.has(number))), 0.8);
        continue;
      }
      const others = terms.filter((other) => other !== term && other.entries.size);
      let best = null;
      for (const { word, distance } of this.nearest(term.word, vocabulary.list)) {
        const found = await this.index.exact(word);
        const beside = !others.length || [...found.keys()].some((number) => others.some((other) => other.entries.has(number)));
        const value = (beside ? 2 : 0) - distance;
        if (found.size && (!best || value > best.value)) best = { word, found, value, beside };
      }
      if (!best) continue;
      const same = this.akin(term.word, best.word);
      if (!same && !best.beside) continue;
      if (!same) replaced.set(term.word, best.word);
      term.entries.clear();
      term.add(this.index, best.found, same ? 0.6 : 0.8);
    }
    return replaced;
  }

  /** The known words nearest to a misspelt one, at most five. */
  nearest(word, list) {
    const roots = this.index.roots(word).filter((root) => root.length > 6);
    const heard = [word, ...roots].map((form, i) => ({ form: sound(form), cost: i ? 0.4 : 0 }));
    const found = [];
    for (const item of list) {
      let distance = 9;
      for (const { form, cost } of heard) {
        const most = form.length < 4 ? 0 : form.length < 8 ? 1 : 2;
        const d = edits(form, item.sound, most);
        if (d <= most) distance = Math.min(distance, d + cost + item.cost + (item.folded[0] === fold(word)[0] ? 0 : 0.3));
      }
      if (distance < 2.5) found.push({ word: item.word, distance: distance - (this.akin(word, item.word) ? 0.6 : 0) });
    }
    return found.sort((a, b) => a.distance - b.distance).slice(0, 5);
  }

  /** Whether two words sound the same or only end differently: then neither is a slip of the other. */
  akin(a, b) {
    const [first, second] = [fold(a), fold(b)];
    let same = 0;
    while (same < first.length && first[same] === second[same]) same++;
    if (sound(a) === sound(b) || same >= Math.max(4, Math.max(first.length, second.length) - 3)) return true;
    const roots = new Set([first, ...this.index.roots(a)]);
    return [second, ...this.index.roots(b)].some((root) => root.length > 4 && roots.has(root));
  }

  /** The two known words that a word is made of. */
  divided(word, known) {
    const folded = fold(word);
    for (let cut = folded.length - 4; cut >= 4; cut--) {
      const right = [folded.slice(cut), ...this.index.roots(folded.slice(cut))].find((form) => known.has(form));
      if (known.has(folded.slice(0, cut)) && right) return [folded.slice(0, cut), right];
    }
    return null;
  }

  /** Entries by how much of what was asked they hold, how rare that is, and what it is to them. */
  rank(terms, small = 0) {
    const { entries, kinds } = this.index;
    for (const term of terms) term.weigh(entries.length);
    const all = terms.reduce((sum, term) => sum + term.weight, 0) || 1;
    const answers = new Map();
    for (const { weight, entries: held } of terms) {
      for (const [number, { region, sure, value, place }] of held) {
        const answer = answers.get(number) ?? { number, held: 0, cover: 0, named: [] };
        answer.held += (weight / all) * value;
        const share = (weight / all) * Math.min(1, sure) ** SURE;
        answer.cover += share;
        if (region < 2) answer.named.push({ place, share });
        answers.set(number, answer);
      }
    }
    const list = [...answers.values()];
    let best = 0;
    for (const answer of list) {
      const name = this.name(entries[answer.number], answer.named, small);
      const kind = kinds[entries[answer.number].kind];
      const hub = kind === "tasks" ? terms.length + small < WHOLE : name <= SAME && HUBS.has(kind);
      answer.rank = answer.cover ** COVER * (answer.held + NAME * name + (name > SAME ? EXACT : 0)) * (hub ? HUB : 1);
      best = Math.max(best, answer.cover);
    }
    const pages = new Set();
    const kept = list.filter((answer) => answer.cover >= RELATED * best).sort((a, b) => b.rank - a.rank || a.number - b.number)
      .filter(({ number: n }) => !pages.has(entries[n].page) && pages.add(entries[n].page));
    return { list: kept, nearest: kept.length > 0 && best < FIT };
  }

  /** How nearly what was asked is one of the names of an entry, from 0 to 1. The index tells the first of the names that
   * have a word. `small` is the number of function words asked. */
  name({ names, repeated }, named, small) {
    let best = 0, from = 0;
    for (let i = 0; i < names.length; i += 3) {
      const [length, forms, others] = names.slice(i, i + 3);
      const here = named.filter(({ place }) => place >= from && place < from + length + forms);
      const before = named.filter(({ place }) => place < from).slice(0, repeated[i / 3] ?? 0);
      const held = [...here, ...before].slice(0, length);
      const share = held.reduce((sum, word) => sum + word.share, 0);
      best = Math.max(best, share * Math.sqrt((held.length + Math.min(small, others)) / (length + others)) * (i ? ALIAS : 1));
      from += length + forms;
    }
    return best;
  }
}

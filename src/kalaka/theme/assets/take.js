// The projects of a list as a file for spreadsheets: the file of all projects below data/, of which some rows are kept
// as they are, in the order of the list. These files are written by csv_table.py and xlsx_table.py in exports/.
// They are read in pieces: of thousands of projects only the wanted ones are held as text.
import { el } from "./elements.js";

const WORKBOOK = "xl/workbook.xml", SHEET = "xl/worksheets/sheet1.xml";
const DATE = new Date(1980, 0, 31); // of every member of the archive, so that the same list gives the same bytes
const KEPT = 60_000; // milliseconds that a browser has to take the file over

/** Offer a file with the rows of some projects; fails when it cannot hold all of them. */
export async function take(lang, form, ids, name) {
  const answer = await fetch(new URL(`../data/projects.${lang}.${form}`, import.meta.url), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const parts = await { csv, xlsx }[form](answer, ids);
  const address = URL.createObjectURL(new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" }));
  el("a", { href: address, download: `${name}.${form}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}

/**
 * What stands up to the headings, the row of each id, what follows the last row. `row` matches one row, from where it
 * is set, with the id in it; and before it whatever begins the file.
 */
async function chosen(stream, ids, row) {
  const wanted = new Map(ids.map((id) => [id, null]));
  let headings = null, rest = "";
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true })).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    rest += piece.value;
    let from = 0;
    for (let found = row.exec(rest); found; found = row.exec(rest)) {
      if (headings === null) headings = found[0];
      else if (wanted.has(found[1])) wanted.set(found[1], found[0]);
      from = row.lastIndex;
    }
    rest = rest.slice(from);
  }
  const rows = [...wanted.values()];
  if (rows.includes(null)) throw new Error(`not in the file: ${ids.filter((id) => !wanted.get(id))}`);
  return { headings, rows, rest };
}

/** A line of CSV ends outside of quotes; a quote within quotes stands twice, so it opens them again. */
async function csv(answer, ids) {
  const { headings, rows } = await chosen(answer.body, ids, /([^;"\n]*);[^"\n]*(?:"[^"]*"[^"\n]*)*\n/y);
  return [headings, ...rows];
}

/** In XML that XlsxWriter made, `<` stands for nothing but tags: rows and their cells are numbered anew by pattern. */
async function xlsx(answer, ids) {
  const { strFromU8, strToU8, unzipSync, zipSync } = await import("./vendor/fflate.js");
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  const { headings, rows, rest } = await chosen(new Blob([files[SHEET]]).stream(), ids, ROW);
  const numbered = rows.map((row, at) => row.replace(NUMBER, (_, before) => before + (at + 2)));
  const ending = (text) => text.replace(LAST, (_, before) => before + (rows.length + 1));
  files[SHEET] = strToU8([ending(headings), ...numbered, ending(rest)].join(""));
  files[WORKBOOK] = strToU8(ending(strFromU8(files[WORKBOOK])));
  return [zipSync(files, { mtime: DATE })];
}

const ROW = /[^]*?<row[^>]*><c[^>]*><is><t[^>]*>([^<]*)<[^]*?<\/row>/y;
const NUMBER = /(<row r="|<c r="[A-Z]+)\d+/g; // of a row, as it and its cells say it
const LAST = /(<(?:dimension|autoFilter) ref="A1:[A-Z]+|<definedName [^>]*>[^<]*:\$[A-Z]+\$)\d+/; // row of the table

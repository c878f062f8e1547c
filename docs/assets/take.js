// The projects of a list as a file for spreadsheets: the file of all projects below data/, of which some rows are kept
// as they are, in the order of the list. These files are written by src/kalaka/data/tables.py. They pass by in pieces:
// of thousands of projects only the wanted ones are held. A zip archive is that of PKWARE's APPNOTE 4.3, here without
// a comment and below 4 GB.
import { el } from "./elements.js";

const SHEET = "xl/worksheets/sheet1.xml";
const ENTRY = 0x04034b50; // what the head of an entry begins with
const [HEAD, LISTED, END] = [30, 46, 22]; // bytes of the head of an entry, of its line in the list, of the end, without names
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

async function each(stream, use) {
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) use(piece.value);
}

/**
 * What stands up to the headings, the row of each id, what follows the last row. `row` matches one row, from where it
 * is set, with the id in it; and before it whatever begins the file.
 */
async function chosen(stream, ids, row) {
  const wanted = new Map(ids.map((id) => [id, null]));
  let headings = null, rest = "";
  await each(stream.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true })), (text) => {
    rest += text;
    let from = 0;
    for (let found = row.exec(rest); found; found = row.exec(rest)) {
      if (headings === null) headings = found[0];
      else if (wanted.has(found[1])) wanted.set(found[1], found[0]);
      from = row.lastIndex;
    }
    rest = rest.slice(from);
  });
  const rows = [...wanted.values()];
  if (rows.includes(null)) throw new Error(`not in the file: ${ids.filter((id) => !wanted.get(id))}`);
  return { headings, rows, rest };
}

/** A line of CSV ends outside of quotes; a quote within quotes stands twice, so it opens them again. */
async function csv(answer, ids) {
  const { headings, rows } = await chosen(answer.body, ids, /([^;"\n]*);[^"\n]*(?:"[^"]*"[^"\n]*)*\n/y);
  return [headings, ...rows];
}

/** Rows of the workbook do not say which they are: only the range of its filter tells how many there are. */
async function xlsx(answer, ids) {
  const bytes = new Uint8Array(await answer.arrayBuffer()), entries = unzip(bytes);
  const sheet = entries.find(({ name }) => name === SHEET);
  const unpacked = new Blob([sheet.data]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const { headings, rows, rest } = await chosen(unpacked, ids, /[^]*?<row><c[^>]*><is><t[^>]*>([^<]*)<[^]*?<\/row>/y);
  const end = rest.replace(/(<autoFilter ref="A1:[A-Z]+)\d+/, (_, range) => range + (rows.length + 1));
  const made = new Blob([headings, ...rows, end]);
  sheet.data = new Uint8Array(await new Response(made.stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
  const line = new DataView(sheet.line.buffer);
  [await crc32(made.stream()), sheet.data.length, made.size].forEach((value, at) => line.setUint32(16 + 4 * at, value, true));
  return zip(entries, bytes.slice(-END));
}

/** The entries of an archive: name, bytes as they are packed, and the line of the list at its end. */
function unzip(bytes) {
  const view = new DataView(bytes.buffer), utf8 = new TextDecoder();
  const short = (at) => view.getUint16(at, true), long = (at) => view.getUint32(at, true);
  const end = bytes.length - END;
  let at = long(end + 16);
  return Array.from({ length: short(end + 10) }, () => {
    const size = LISTED + short(at + 28) + short(at + 30) + short(at + 32), head = long(at + 42);
    const from = head + HEAD + short(head + 26) + short(head + 28);
    const line = bytes.slice(at, at + size), data = bytes.subarray(from, from + long(at + 20));
    at += size;
    return { name: utf8.decode(line.subarray(LISTED, LISTED + new DataView(line.buffer).getUint16(28, true))), line, data };
  });
}

/** The parts of an archive. The head of an entry says what its line says, from the version to the length of the name. */
function zip(entries, end) {
  const parts = [], lines = entries.map(({ line }) => line);
  let size = 0;
  const add = (part) => {
    parts.push(part);
    size += part.length;
  };
  for (const { line, data } of entries) {
    const listed = new DataView(line.buffer), name = listed.getUint16(28, true);
    listed.setUint32(42, size, true);
    const head = new Uint8Array(HEAD + name);
    new DataView(head.buffer).setUint32(0, ENTRY, true);
    head.set(line.subarray(6, 30), 4);
    head.set(line.subarray(LISTED, LISTED + name), HEAD);
    add(head);
    add(data);
  }
  const last = new DataView(end.buffer), list = size;
  lines.forEach(add);
  last.setUint32(12, size - list, true);
  last.setUint32(16, list, true);
  return [...parts, end];
}

async function crc32(stream) {
  const table = Uint32Array.from({ length: 256 }, (_, value) => {
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let sum = -1;
  await each(stream, (bytes) => {
    for (let at = 0; at < bytes.length; at++) sum = (sum >>> 8) ^ table[(sum ^ bytes[at]) & 0xff];
  });
  return ~sum >>> 0;
}

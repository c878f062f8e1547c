// The language switch keeps the query and the fragment of the page; the search is fetched when it is first touched.
// Without script the switch leads to the same page, at its top, and the search field to a page of lists.
const root = new URL("..", document.currentScript.src);
const lang = document.documentElement.lang;

for (const link of document.querySelectorAll("[data-k-switch]")) {
  const bare = link.getAttribute("href");
  const keep = () => link.setAttribute("href", bare + location.search + location.hash);
  keep();
  for (const event of ["hashchange", "popstate", "k-search", "k-browse"]) addEventListener(event, keep);
}

const search = () => import(new URL("assets/search.js", root));

addEventListener("keydown", (event) => {
  const wanted = event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!wanted || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  search().then((s) => s.openDialog(root, lang));
});

const line = document.querySelector(".k-line-nav ul");
if (line) line.scrollLeft = line.querySelector("[aria-current]").offsetLeft - line.offsetLeft - line.clientWidth / 4;

const menu = document.querySelector(".k-menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
if (document.querySelector("[data-k-results]")) search().then((s) => s.runPage(root, lang));
if (document.querySelector("[data-k-projects]")) import(new URL("assets/browse.js", root)).then((b) => b.run(lang));
if (document.querySelector("[data-k-compare]")) import(new URL("assets/compare.js", root)).then((c) => c.run(root, lang));
if (document.querySelector("[data-k-terms]")) import(new URL("assets/terms.js", root)).then((t) => t.run());
if (document.querySelector(".k-map")) import(new URL("assets/map.js", root)).then((m) => m.run());
if (document.querySelector("[data-k-copy]")) import(new URL("assets/copy.js", root));

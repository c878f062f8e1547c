// The language switch keeps the query and the fragment of the page. Without script it leads to the same page, at its top.
for (const link of document.querySelectorAll("[data-k-switch]")) {
  const bare = link.getAttribute("href");
  const keep = () => link.setAttribute("href", bare + location.search + location.hash);
  keep();
  addEventListener("hashchange", keep);
  addEventListener("popstate", keep);
}

// The places of the listed projects on the maps of maps.json, and as a list.
import { el } from "./elements.js";
import { run } from "./map.js";

const LISTED = 60; // places that are named at first, and with each wish for more

export function maps(drawn, catalogue, rows, lang, say) {
  const { values, numbers } = catalogue.byId.get("place"), { number, none } = catalogue.among(rows, "place");
  const known = [...number.keys()].filter((at) => number[at]), figures = drawn.map(([country, html]) => map(country, html, numbers, number, say));
  const collator = new Intl.Collator(lang);
  known.sort((a, b) => collator.compare(values[a].name, values[b].name));
  const list = el("ul", { class: "k-chips" }), more = el("button", { type: "button", class: "k-button k-button--plain" });
  const grow = () => {
    list.append(...known.slice(list.children.length, list.children.length + LISTED).map((at) => place(values[at], number[at], lang, say)));
    more.hidden = list.children.length === known.length;
    more.textContent = say("more_values", known.length - list.children.length);
  };
  more.addEventListener("click", () => {
    const from = list.children.length;
    grow();
    list.children[from].querySelector("a").focus();
  });
  grow();
  figures.forEach(run);
  return [el("h3", { id: "places", tabindex: "-1" }, say("map_places", known.length)), ...figures.filter((figure) => !figure.hidden),
    el("p", { class: "k-hint" }, [known.length ? say("map_key") : "", none ? say("map_without", none) : ""].filter(Boolean).join(" ")), list, el("p", { class: "k-more" }, more)];
}

function place({ id, name, second, own }, projects, lang, say) {
  const other = lang === "hu" ? "ro" : "hu";
  return el("li", {}, el("a", { href: `../places/${id}/` }, el("span", {}, el("span", { lang: own ? null : other }, name), ...(second ? [" ", el("span", { lang: other, class: "k-dim" }, second)] : [])),
    el("span", { class: "k-count" }, el("span", { "aria-hidden": "true" }, say.number(projects)), el("span", { class: "k-vh" }, say("projects", projects)))));
}

/** The map of a country; marks of places that no listed project has are left out, and those of many say how many it has. */
function map(country, html, numbers, number, say) {
  const made = el("template");
  made.innerHTML = html;
  const atlas = made.content.querySelector(".k-atlas");
  const shown = new Set();
  atlas.querySelector(".k-key")?.remove(); // it counts the roles in all projects
  for (const mark of atlas.querySelectorAll(".k-map a")) {
    const group = mark.dataset.kPlaces?.split(" "), title = mark.querySelector("title");
    const listed = (group ?? [mark.getAttribute("href").split("/").at(-2)]).filter((id) => number[numbers.get(id)]);
    if (!listed.length) {
      mark.remove();
      continue;
    }
    listed.forEach((id) => shown.add(id));
    const told = group ? say("map_places", listed.length) : say("projects", number[numbers.get(listed[0])]);
    title.textContent = title.textContent.replace(/: [^:]*$/, () => `: ${told}`);
    if (group) mark.querySelector(".k-map__count").textContent = say.number(listed.length);
  }
  for (const drawing of atlas.querySelectorAll(".k-map")) drawing.setAttribute("aria-label", `${country}: ${say("map_places", shown.size)}`);
  return el("figure", { class: "k-where", hidden: shown.size ? null : "" }, el("figcaption", {}, country), atlas);
}

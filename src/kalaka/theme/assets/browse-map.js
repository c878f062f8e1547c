// The places of the listed projects on the maps of maps.json, and as a list.
import { el } from "./elements.js";

const LISTED = 60; // places that are named at first, and with each wish for more
const ROOM = 4; // between two names, in CSS pixels

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
  requestAnimationFrame(() => figures.forEach(name));
  return [el("h3", { id: "places", tabindex: "-1" }, say("map_places", known.length)), ...figures.filter((figure) => !figure.hidden),
    el("p", { class: "k-hint" }, [known.length ? say("map_key") : "", none ? say("map_without", none) : ""].filter(Boolean).join(" ")), list, el("p", { class: "k-more" }, more)];
}

function place({ id, name, second, own }, projects, lang, say) {
  const other = lang === "hu" ? "ro" : "hu";
  return el("li", {}, el("a", { href: `../places/${id}/` }, el("span", {}, el("span", { lang: own ? null : other }, name), ...(second ? [" ", el("span", { lang: other, class: "k-dim" }, second)] : [])),
    el("span", { class: "k-count" }, el("span", { "aria-hidden": "true" }, say.number(projects)), el("span", { class: "k-vh" }, say("projects", projects)))));
}

/** The map of a country; marks of places that no listed project has are hidden, and those of many say how many it has. */
function map(country, html, numbers, number, say) {
  const made = el("template");
  made.innerHTML = html;
  const svg = made.content.querySelector(".k-map");
  let shown = 0;
  for (const mark of svg.querySelectorAll("a")) {
    const href = mark.getAttribute("href"), title = mark.querySelector("title");
    const of = (mark.dataset.kPlaces?.split(" ") ?? [href.split("/").at(-2)]).map((id) => number[numbers.get(id)]).filter(Boolean);
    mark.classList.toggle("k-off", !of.length);
    shown += of.length;
    const told = mark.dataset.kPlaces ? say("map_places", of.length) : say("projects", of[0] ?? 0);
    title.textContent = title.textContent.replace(/: [^:]*$/, () => `: ${told}`);
    if (mark.dataset.kPlaces) mark.querySelector(".k-map__count").textContent = say.number(of.length);
  }
  svg.setAttribute("aria-label", `${country}: ${say("map_places", shown)}`);
  return el("figure", { class: "k-where", hidden: shown ? null : "" }, el("figcaption", {}, country), svg);
}

/** Names the marks beside which there is room; others have theirs when they are pointed at. */
function name(figure) {
  const taken = [...figure.querySelectorAll("a:not(.k-off) .k-map__hit")].map((hit) => hit.nextElementSibling.getBoundingClientRect());
  for (const tip of figure.querySelectorAll("a:not(.k-off) .k-map__tip")) {
    tip.classList.add("k-map__named");
    const { left, right, top, bottom, width } = tip.getBoundingClientRect();
    const own = tip.parentElement.querySelector(".k-map__hit").nextElementSibling.getBoundingClientRect();
    const free = taken.every((box) => box.left === own.left && box.top === own.top || left > box.right + ROOM || right < box.left - ROOM || top > box.bottom || bottom < box.top);
    if (width && free) taken.push({ left, right, top, bottom });
    else tip.classList.remove("k-map__named");
  }
}

// The places of the listed projects on the maps of maps.json, and as a list.
import { el } from "./elements.js";

const LISTED = 60; // places that are named at first, and with each wish for more
const ROOM = 4; // between two names, in CSS pixels

export function maps(drawn, catalogue, rows, lang, say) {
  const { values, numbers } = catalogue.byId.get("place"), { number, none } = catalogue.among(rows, "place");
  const known = [...number.keys()].filter((at) => number[at]);
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
  return [el("h3", { id: "places", tabindex: "-1" }, say("map_places", known.length)), ...(known.length ? [map(drawn, numbers, number, say)] : []),
    el("p", { class: "k-hint" }, [known.length ? say("map_key") : "", none ? say("map_without", none) : ""].filter(Boolean).join(" ")), list, el("p", { class: "k-more" }, more)];
}

function place({ id, name, second, own }, projects, lang, say) {
  const other = lang === "hu" ? "ro" : "hu";
  return el("li", {}, el("a", { href: `../places/${id}/` }, el("span", {}, el("span", { lang: own ? null : other }, name), ...(second ? [" ", el("span", { lang: other, class: "k-dim" }, second)] : [])),
    el("span", { class: "k-count" }, el("span", { "aria-hidden": "true" }, say.number(projects)), el("span", { class: "k-vh" }, say("projects", projects)))));
}

/** The map; marks of places that no listed project has are hidden, and those of many say how many it has. */
function map(html, numbers, number, say) {
  const made = el("template");
  made.innerHTML = html;
  for (const mark of made.content.querySelectorAll(".k-map a")) {
    const title = mark.querySelector("title"), { kPlaces } = mark.dataset;
    const of = (kPlaces?.split(" ") ?? [mark.getAttribute("href").split("/").at(-2)]).map((id) => number[numbers.get(id)]).filter(Boolean);
    mark.classList.toggle("k-off", !of.length);
    const told = kPlaces ? say("map_places", of.length) : say("projects", of[0] ?? 0);
    title.textContent = title.textContent.replace(/: [^:]*$/, () => `: ${told}`);
    if (kPlaces) mark.querySelector(".k-map__count").textContent = say.number(of.length);
  }
  made.content.querySelector(".k-key")?.remove(); // it counts all places
  requestAnimationFrame(() => import("./map.js").then((names) => names.run()));
  return el("figure", { class: "k-where k-where--wide" }, made.content);
}

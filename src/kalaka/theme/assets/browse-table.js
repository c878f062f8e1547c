// The list of projects as a table: its cells are parts of the items of the list.
import { idOf } from "./choose.js";
import { el } from "./elements.js";

const ORDERS = { years: ["newest", "oldest"], project: ["title"], sum: ["amount"] };
const TURNED = { newest: "descending", oldest: "ascending", title: "ascending", amount: "descending" };

/** An empty table in its parts, and its body. The heads of columns by which the list can be ordered are buttons. */
export function table(say, sort, sums, order) {
  const head = (name, number = false) => {
    const orders = name === "sum" && !sums ? [] : (ORDERS[name] ?? []), next = orders[(orders.indexOf(sort) + 1) % orders.length];
    const label = say(`column.${name}`), cell = el("th", { scope: "col", class: number ? "k-table__n" : null, "aria-sort": orders.includes(sort) ? TURNED[sort] : null });
    if (!next) cell.append(label);
    else {
      const turn = el("button", { type: "button", value: orders[0] }, label, el("span", { "aria-hidden": "true" }, { ascending: " ↑", descending: " ↓" }[cell.getAttribute("aria-sort")] ?? ""));
      turn.addEventListener("click", () => order(next, orders[0]));
      cell.append(turn);
    }
    return cell;
  };
  const body = el("tbody"), label = say("table");
  const element = el("section", { class: "k-scroll", tabindex: "0", "aria-label": label }, el("table", { class: "k-table k-many" }, el("caption", { class: "k-vh" }, label),
    el("thead", {}, el("tr", {}, head("project"), head("years"), head("where"), head("for_whom"), head("people", true), head("sum", true))), body));
  return [[el("p", { class: "k-hint k-many__hint" }, say("table_hint")), element], body];
}

/** An item of the list as a row. */
export function row(item, say, choice) {
  const link = item.querySelector("h3 a"), [where, whom, ...more] = item.querySelectorAll(".k-items__f > li");
  const people = more.length > 1 ? [...more[0].childNodes] : [];
  return el("tr", {}, el("th", { scope: "row" }, link, " ", choice.box(idOf(link), link.textContent)), el("td", {}, item.querySelector(".k-items__y").textContent),
    el("td", {}, ...where.childNodes), el("td", {}, ...whom.childNodes), el("td", { class: "k-table__n" }, ...people), el("td", { class: "k-table__n" }, ...more.at(-1).childNodes));
}

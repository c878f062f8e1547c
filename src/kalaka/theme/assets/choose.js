// Choosing projects to compare: a box beside each of them, and a bar that leads to the comparison.
import { el } from "./elements.js";

export const MOST = 5;

export class Choice {
  /** `say` has the words, `page` is the address of the comparison, `ids` are chosen from the start. */
  constructor(say, page, ids = []) {
    Object.assign(this, { say, page, ids: new Set(ids) });
    this.said = el("p", { role: "status" });
    this.link = el("a", { class: "k-button", hidden: "" });
    this.clear = el("button", { type: "button", class: "k-button k-button--plain", hidden: "" }, say("unpick"));
    this.clear.addEventListener("click", () => {
      this.ids.clear();
      this.draw();
      document.querySelector(".k-pick input")?.focus();
    });
    this.bar = el("section", { class: "k-tray", "aria-label": say("pick_bar") }, this.said, this.link, this.clear);
  }

  /** A box for a project. Beside one that is chosen stands the way to the comparison, next in the order of the keyboard. */
  box(id, name, ...content) {
    const input = el("input", { type: "checkbox", value: id });
    input.addEventListener("change", () => {
      this.ids[input.checked ? "add" : "delete"](id);
      this.draw();
    });
    const words = content.length ? content : [el("span", {}, this.say("pick")), el("span", { class: "k-vh" }, ` ${this.say("pick_of", undefined, { name })}`)];
    const box = el("span", { class: "k-pick" }, el("label", {}, input, ...words), el("a", { hidden: "" }));
    this.show(box);
    return box;
  }

  /** Items of the list with a box each. */
  offer(items) {
    for (const item of items) {
      const link = item.querySelector("h3 a");
      item.querySelector(".k-items__y").append(" ", this.box(idOf(link), link.textContent));
    }
    return items;
  }

  show(box) {
    const { input, go } = { input: box.querySelector("input"), go: box.querySelector(":scope > a") };
    input.checked = this.ids.has(input.value);
    input.disabled = this.ids.size >= MOST && !input.checked;
    go.hidden = !input.checked || this.ids.size < 2;
    this.lead(go);
  }

  lead(link) {
    link.href = `${this.page}?${new URLSearchParams([...this.ids].map((id) => ["p", id]))}`;
    link.textContent = this.say("compare", this.ids.size);
  }

  draw() {
    const { size } = this.ids, { say } = this;
    document.querySelectorAll(".k-pick").forEach((box) => this.show(box));
    this.lead(this.link);
    this.link.hidden = size < 2;
    this.clear.hidden = !size;
    this.said.textContent = [size ? say("picked", size) : "", size === 1 ? say("pick_more") : size === MOST ? say("pick_most") : ""].filter(Boolean).join(". ");
  }
}

/** The id of the project to which a link leads. */
export const idOf = (link) => link.getAttribute("href").split("/").at(-2);

// The marks of a map: one stop of the keyboard, arrow keys from mark to mark, and the name of a mark beside it.
// Without script each mark is a stop, a browser shows its title under a pointer, and the list beside the map names all.
const GAP = 8; // px, between a mark and its name

const middle = (mark) => {
  const { left, right, top, bottom } = mark.querySelector("circle").getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2, top, bottom };
};

function namer(atlas) {
  const tip = document.createElement("div");
  tip.className = "k-map__tip";
  tip.ariaHidden = "true"; // what a screen reader says is the name of the link
  tip.hidden = true;
  atlas.append(tip);
  return (mark) => {
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("aria-label");
    const { x, top, bottom } = middle(mark);
    const frame = atlas.getBoundingClientRect();
    const above = top - tip.offsetHeight - GAP;
    tip.style.left = `${Math.max(0, Math.min(x - frame.left - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
    tip.style.top = `${(above > Math.max(0, frame.top) ? above : bottom + GAP) - frame.top}px`;
  };
}

function steps(map, marks) {
  // to the right and left in the order from west to east, down and up from north to south: each mark is reached by both
  const by = (axis, other) => [...marks].sort((a, b) => a[1][axis] - b[1][axis] || a[1][other] - b[1][other]).map(([m]) => m);
  const orders = { x: by("x", "y"), y: by("y", "x") };
  const stop = (mark) => marks.forEach(([m]) => (m.tabIndex = m === mark ? 0 : -1));
  stop(map.querySelector("a[aria-current]") ?? marks[0][0]);
  map.addEventListener("focusin", (event) => stop(event.target.closest("a")));
  map.addEventListener("keydown", (event) => {
    const [order, by] = {
      ArrowRight: [orders.x, 1],
      ArrowLeft: [orders.x, -1],
      ArrowDown: [orders.y, 1],
      ArrowUp: [orders.y, -1],
      Home: [orders.x, -Infinity],
      End: [orders.x, Infinity],
    }[event.key] ?? [];
    if (!order || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const at = order.indexOf(event.target.closest("a")) + by;
    order[Math.max(0, Math.min(order.length - 1, at))].focus();
  });
}

export function run(part = document) {
  for (const atlas of part.querySelectorAll(".k-atlas")) {
    const name = namer(atlas);
    for (const map of atlas.querySelectorAll(".k-map")) {
      const marks = [...map.querySelectorAll("a")].map((mark) => {
        const hit = mark.querySelector("circle");
        const title = mark.querySelector("title");
        mark.setAttribute("aria-label", title.textContent);
        title.remove(); // else a browser shows it too
        mark.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && name(mark));
        mark.addEventListener("pointerleave", () => name(map.querySelector("a:focus-visible")));
        mark.addEventListener("focus", () => mark.matches(":focus-visible") && name(mark));
        mark.addEventListener("blur", () => name(null));
        return [mark, { x: hit.cx.baseVal.value, y: hit.cy.baseVal.value }];
      });
      if (marks.length > 1) steps(map, marks);
    }
    addEventListener("keydown", (event) => event.key === "Escape" && name(null));
    const keys = atlas.querySelector(".k-map__keys");
    if (keys) keys.hidden = false;
  }
}

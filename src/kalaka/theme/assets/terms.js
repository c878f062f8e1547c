// Definitions of terms beside the links to them: on hover, on focus and on a first tap. Esc or a click elsewhere closes.
// Without script, or in a browser without popovers, the links lead to the glossary.
const WAIT = 250; // ms: time to move from the link to its definition; and a pointer that only passes shows nothing
const MARGIN = 8; // px

function beside(link, note) {
  const box = link.getBoundingClientRect();
  const below = box.bottom + note.offsetHeight <= innerHeight || box.top < note.offsetHeight;
  const left = Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - MARGIN);
  note.style.left = `${scrollX + Math.max(MARGIN, left)}px`;
  note.style.top = `${scrollY + (below ? box.bottom : box.top - note.offsetHeight)}px`;
}

function define(link, note) {
  let timer, tapped = false;
  const isOpen = () => note.matches(":popover-open");
  const later = (act) => (clearTimeout(timer), (timer = setTimeout(act, WAIT)));
  const show = () => {
    clearTimeout(timer);
    note.showPopover(); // of its kind only one is open
    beside(link, note);
  };
  const hide = () => {
    const wanted = link.matches(":hover, :focus-visible") || note.matches(":hover, :focus-within");
    if (isOpen() && !wanted) note.hidePopover();
  };
  link.setAttribute("aria-describedby", note.querySelector("[id]").id);
  link.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && !isOpen() && later(show));
  link.addEventListener("focus", () => link.matches(":focus-visible") && !isOpen() && show());
  for (const element of [link, note]) {
    element.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && later(hide));
    element.addEventListener("focusout", () => later(hide));
  }
  link.addEventListener("pointerdown", (event) => (tapped = event.pointerType === "touch" && !isOpen()));
  link.addEventListener("click", (event) => {
    if (!tapped) return;
    event.preventDefault();
    tapped = false;
    show();
  });
}

export function run() {
  if (!("popover" in HTMLElement.prototype)) return;
  const links = [...document.querySelectorAll(".k-page a[href]")];
  for (const note of document.querySelectorAll("[data-k-terms] > [popover]")) {
    const own = note.querySelector("a");
    for (const link of links) if (link.href === own.href && link !== own) define(link, note);
  }
}

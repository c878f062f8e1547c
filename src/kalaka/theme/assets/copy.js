// Buttons that copy: the text before them (data-k-copy="text"), the address of the page ("address") or of a link ("link");
// and those that print: the page as it is, or as it is at an id (data-k-print="…").
const what = {
  link: (link) => link.href,
  text: (button) => button.previousElementSibling.textContent,
  address: () => location.href.split("#")[0],
};

for (const button of document.querySelectorAll("[data-k-copy]")) {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "k-copied";
  button.after(said);
  button.addEventListener("click", async () => {
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(what[button.dataset.kCopy](button));
    said.textContent = button.dataset.kDone;
  });
  if (button.matches("button")) (button.closest(".k-script") ?? button).hidden = !navigator.clipboard;
}
for (const button of document.querySelectorAll("[data-k-print]")) {
  button.addEventListener("click", () => {
    if (button.dataset.kPrint) location.hash = button.dataset.kPrint; // elsewhere the page is laid out for another sheet
    print();
  });
  button.hidden = false;
}

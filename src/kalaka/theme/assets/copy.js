// Buttons that copy: the text before them (data-k-copy="text") or the address of the page ("address"); and the one that prints.
const what = {
  text: (button) => button.previousElementSibling.textContent,
  address: () => location.href.split("#")[0],
};

for (const button of document.querySelectorAll("[data-k-copy]")) {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "k-copied";
  button.after(said);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(what[button.dataset.kCopy](button));
    said.textContent = button.dataset.kDone;
  });
  button.closest("[hidden]").hidden = !navigator.clipboard;
}
for (const button of document.querySelectorAll("[data-k-print]")) {
  button.addEventListener("click", () => print());
  button.hidden = false;
}

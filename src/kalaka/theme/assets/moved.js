// A page that has moved takes query and fragment along. Without script it leads to the top of the new page.
const { to } = document.currentScript.dataset;
location.replace(to + location.search + location.hash);

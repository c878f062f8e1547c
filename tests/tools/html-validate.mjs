/** Every rule of the standard and of accessibility; what is off below is taste, and nobody reads the source of a page. */
export default {
  root: true,
  extends: [
    "html-validate:recommended",
    "html-validate:a11y",
    "html-validate:prettier", // switches off how quotes, the doctype and void elements are written
  ],
};

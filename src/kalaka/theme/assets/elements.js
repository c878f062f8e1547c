// What the scripts of several pages share: making elements, saying the words of the interface, reading files once.

/** An element: tag, attributes, children (text is text, never markup). */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The words of a table in a language: `say("results", 5)`; a number chooses the form. `say.number(12345)`: 12 345. */
export function speaker(table, lang) {
  const rule = new Intl.PluralRules(lang), number = new Intl.NumberFormat(lang);
  const say = (key, n, facts = {}) => {
    const leaf = table[key];
    let text = typeof leaf === "string" ? leaf : leaf[rule.select(n)];
    if (n !== undefined) facts.n = number.format(n);
    for (const [name, value] of Object.entries(facts)) text = text.replaceAll(`{${name}}`, () => value);
    return text;
  };
  say.number = (value) => number.format(value);
  return say;
}

/** Reads files below an address, each once; one that failed is asked for again. */
export function loader(base) {
  const files = new Map();
  return (name) => {
    if (!files.has(name)) {
      const asked = fetch(new URL(name, base)).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
      files.set(name, asked);
      asked.catch(() => files.delete(name));
    }
    return files.get(name);
  };
}

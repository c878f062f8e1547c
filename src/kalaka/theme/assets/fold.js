// Words as a keyboard without accents types them: the counterpart of i18n/folding.py (both: tests/cases/language/folding.yml).

const PLAIN = { "ß": "ss", "ẞ": "ss", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe" };

export const fold = (text) =>
  text.replace(/[ßẞłŁđĐøØæÆœŒ]/g, (c) => PLAIN[c]).normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "").toLowerCase();

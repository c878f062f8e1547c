"""Search: the corpus of entries, helper words, the Pagefind index of a language, and the index of the project list."""

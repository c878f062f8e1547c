"""Library → one search bundle per language: what is found, by which words, and the engine's own index of it."""

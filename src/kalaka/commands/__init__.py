"""One module for each command; `cli` chooses it, `parser` reads the line."""

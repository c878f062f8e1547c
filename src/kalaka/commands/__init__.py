"""One module for each command; `cli` only parses."""

"""Files → the knowledge base: discovery, decoding, YAML, validation, Markdown, sanitising."""

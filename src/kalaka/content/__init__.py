"""Reads content files into a KnowledgeBase: discovery, decoding, YAML, validation, Markdown, sanitising."""

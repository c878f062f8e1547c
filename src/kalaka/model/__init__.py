"""Data model without I/O: records, documents, vocabulary, summaries, settings, addresses, JSON Schema."""

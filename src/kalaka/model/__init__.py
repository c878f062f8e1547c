"""Values of a knowledge base, without reading or writing: records, vocabulary, texts, settings, addresses."""

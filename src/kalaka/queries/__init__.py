"""Pure functions of a KnowledgeBase: facets, amounts, timeline, related records, nearest places."""

"""Pure questions to a knowledge base: facets, amounts, timeline, related records, neighbours."""

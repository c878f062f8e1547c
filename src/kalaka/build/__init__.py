"""From a knowledge base to a published site: fingerprints, cache, workers, pipeline, publishing, preview."""

"""Kaláka: files of content go in, one checked knowledge base stands in the middle, pages and data come out.

Packages in reading order; each imports only those above it:

    i18n/       what is true of Hungarian and Romanian; every word for readers and editors: messages/hu.yml, ro.yml
    model/      values without I/O: records, vocabulary, texts, settings, addresses, the KnowledgeBase, JSON Schema
    problems/   what is wrong: a problem, its sentence, its place in a file, the value that was probably meant
    content/    files → KnowledgeBase: discovery, decoding, YAML, validation, Markdown, sanitizing, loader
    queries/    pure questions to a KnowledgeBase: facets, amounts, timeline, related records, neighbours
    rules/      what must hold between values: small functions that yield problems
    pages/      KnowledgeBase → Page values; templates/ and maps/ inside
    exports/    open data, one module a format: CSV, XLSX, JSON, GeoJSON, IATI, DCAT, feeds, schema.org, sitemap
    search/     what is found and by which words; runs Pagefind; the facet index of the list
    engines/    the contract with a site engine, and the one module that imports MkDocs
    build/      fingerprints, cache, workers, page keys, pipeline, publishing, preview
    commands/   one module for each command; cli only parses

A record on its way to its page:

    content/sources.py (bytes), decoding.py (text), yaml_reader.py (data with positions), validation.py
    (model/project.py), records.py (its summary, model/summary.py) → content/loader.py (model/knowledge_base.py) →
    rules/ → build/loading.py (kept for the next build) → build/page_keys.py (does its page change?) →
    build/rendering.py → pages/project.py (pages/view.py, templates/project.html) → engines/frame.py (the page around
    it) → build/publishing.py (the site).

A mistake on its way to its sentence:

    content/yaml_reader.py or validation.py, or a rule in rules/, yields a Problem (problems/problem.py): file, line,
    column, code, facts → rules/locator.py and problems/positions.py know the line → commands/check.py prints
    Problem.line_of_text: the sentence `problem.<code>` of i18n/messages/, with the guess of problems/nearest.py.

A renamed place on its way to the pages made again:

    vocabulary/places.yml has another fingerprint (build/fingerprints.py) → build/loading.py reads it again →
    build/page_keys.py: the entry is in the key of each record that names it, directly or through another entry, and in
    the catalogue, of which lists, facets and drawings are made → build/pipeline.py renders the pages whose key differs
    from build/manifest.py and keeps the others → build/publishing.py exchanges the folders.
"""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Pydantic would read what every installed package says of itself, to look for plugins: a twentieth of a second."""

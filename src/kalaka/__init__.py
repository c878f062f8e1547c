"""Kaláka: files of content go in, one checked knowledge base stands in the middle, pages and data come out.

Packages in reading order; each imports only those above it:

    i18n/       formatting (numbers, money, dates), collation, folding; messages/*.yml: every word
    model/      values without I/O: project, documents (guides, trainings), vocabulary, settings, commands, descriptions
    problems/   what is wrong: problem (its sentence), positions (its place), nearest (what was meant), explanations
    content/    files → KnowledgeBase: sources, yaml_reader, validation, records, markdown, sanitizing, loader
    queries/    pure questions to a KnowledgeBase: facets, work (what was done), amounts, timeline, related, nearby
    rules/      what must hold between values, listed in __init__.py: references, vocabulary, links, placeholders …
    pages/      KnowledgeBase → Page values: project, entries, lists, compare, view …; templates/ and maps/ inside
    exports/    open data: columns (of spreadsheets), csv_table, xlsx_table, json_catalogue, geojson, iati, feeds …
    search/     corpus (what is found), words (stems, parts of compounds), terms, pagefind, facet_index (filters)
    theme/      what a browser gets: templates of the frame, share (pictures), assets/ (styles, scripts, fonts)
    engines/    the contract with a site engine, and mkdocs_adapter, the one module that imports MkDocs
    build/      fingerprints, cache, workers, loading, page_keys, outputs, pipeline, publishing, preview
    commands/   cli, its parser, and one module for each command; options and defaults: model/commands
    starter/    site/: what `kalaka new site` copies

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


def __getattr__(name: str) -> str:
    """`__version__`, which stands in `pyproject.toml` alone: read from the installed package when somebody asks."""
    if name == "__version__":
        from importlib.metadata import version

        return version("kalaka")
    raise AttributeError(name)

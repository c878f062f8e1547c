"""Kaláka: records and guides in two languages go in, one checked library stands in the middle, pages come out.

The package knows no site engine. Reading order: model, language, problems, load, prose, checks, library,
pages, frame, publish, build, cli. Each module may import those before it, never those after it.
"""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Pydantic would read what every installed package says of itself, to look for plugins: a twentieth of a second."""

"""The kinds of pages of a built site: the longest page stands for each; and states that only an address brings about."""

from pathlib import Path

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from tests.pages import lang_of, real_addresses


def kind_of(path: str) -> str:
    """What a path below the language is one of: `projects/*/`, `projects/year/*/`; a page of the first level is its own."""
    *above, _ = path.split("/")[:-1] or [""]
    return "/".join([*above, "*", ""]) if above else path


def of_every_kind(site: Path) -> dict[str, str]:
    """The longest page of each kind: its path below the language, by kind."""
    size = {path: (site / path / "index.html").stat().st_size for path in real_addresses(site) if lang_of(path) == "hu"}
    return {kind_of(path): path for path in sorted(size, key=lambda path: size[path])}


def states(site: Path, lang: Lang) -> dict[str, str]:
    """The list with a filter, the search with a query, and two projects compared by script, as whole addresses."""
    found = of_every_kind(site)
    theme = found["themes/*/"].split("/")[1]
    pair = found["compare/*/"].split("/")[1].split("--")
    return {
        "projects/?": url(lang, "projects/") + f"?theme={theme}",
        "search/?": url(lang, "search/") + f"?q={messages(lang)('kind.project')}",
        "compare/?": url(lang, "compare/") + f"?p={pair[0]}&p={pair[1]}",
    }


def samples(site: Path, lang: Lang) -> dict[str, str]:
    """What has to be looked at in one language: a page of every kind, every state, and what is not found."""
    pages = {kind: url(lang, path) for kind, path in sorted(of_every_kind(site).items())}
    return pages | states(site, lang) | ({"404": "404.html"} if lang == LANGS[0] else {})

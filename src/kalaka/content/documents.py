"""The files of one text in its languages → a document, with its problems."""

from collections.abc import Mapping
from pathlib import Path

from kalaka.content import markdown
from kalaka.content.decoding import read_text
from kalaka.content.validation import is_id, parse, removed_markup, repeated
from kalaka.content.vocabulary import Unparsed
from kalaka.content.yaml_reader import Matter, front_matter
from kalaka.i18n.languages import Lang
from kalaka.model import settings
from kalaka.model.base import Text
from kalaka.model.documents import Authored, Guide, PageWords, Training
from kalaka.model.knowledge_base import SECTIONS, SINGLES, Doc
from kalaka.model.references import references
from kalaka.model.rendered_text import Prose
from kalaka.problems.problem import Problem, problem


def document_name(source: str) -> tuple[str, str]:
    """Section and id of a page: `docs/guides/x.md` is x in guides; `docs/about/index.md` is about, in none."""
    folder, _, stem = source.removeprefix("docs/").removesuffix(".md").rpartition("/")
    if folder in _MODELS:
        return folder, stem
    return "", (folder if stem == "index" else f"{folder}/{stem}").strip("/") or "index"


_MODELS: dict[str, type[Authored]] = {"guides": Guide, "trainings": Training}
_TAKEN = {*SECTIONS, *SINGLES, "assets", "ro"}
"""First parts of addresses that are not free for pages."""


def read_document(
    root: Path, source: str, files: Mapping[Lang, str], site: settings.Settings
) -> tuple[Doc | None, list[Problem], Unparsed]:
    """One page in its languages. The file without `translation:` is the original and carries the facts."""
    problems: list[Problem] = []
    matters: dict[Lang, Matter] = {}
    for lang, file in files.items():
        text, found = read_text(root, file)
        problems += found
        if text is not None:
            matters[lang], found = front_matter(file, text)
            problems += found
    trees = {lang: matter.tree for lang, matter in matters.items() if matter.tree}
    if len(trees) < len(files) or any(not isinstance(tree.data, dict) for tree in trees.values()):
        problems += [
            problem(files[lang], (2, 1), "not-a-record")
            for lang, tree in trees.items()
            if not isinstance(tree.data, dict)
        ]
        return None, problems, []
    originals = [lang for lang in files if "translation" not in trees[lang].data]
    if len(originals) != 1:
        code, lang = ("two-originals", "ro") if originals else ("no-original", next(iter(files)))
        place = trees[lang].place(("translation",), of_key=True) if not originals else (1, 1)
        return None, [*problems, problem(files[lang], place, code)], []
    original = originals[0]
    section, name = document_name(source)
    facts, found = parse(_MODELS.get(section, Authored), files[original], trees[original])
    problems += found
    for part in name.split("/"):
        if part != "index" and not is_id(part):
            problems.append(problem(files[original], (1, 1), "bad-id", found=part))
            facts = None
    if (name == "index" and source != "docs/index.md") or (not section and name.split("/")[0] in _TAKEN):
        problems.append(problem(files[original], (1, 1), "address-taken", found=source.removeprefix("docs/")))
        facts = None
    words: dict[Lang, Authored | PageWords] = {original: facts} if facts else {}
    translation = None
    for lang in files:
        if lang != original:
            own, found = parse(PageWords, files[lang], trees[lang])
            problems += found
            if own:
                words[lang], translation = own, own.translation
    if facts is None or len(words) < len(files):
        return None, problems, [(files[original], (), _MODELS.get(section, Authored), trees[original].data)]
    problems += repeated(files[original], trees[original], references(facts))
    outlines: dict[Lang, Prose] = {}
    for lang, matter in matters.items():
        try:
            outlines[lang] = markdown.outline(matter.body, site)
        except RecursionError:
            problems.append(problem(files[lang], (matter.body_line + 1, 1), "too-deep"))
            continue
        problems += removed_markup(files[lang], matter.body, outlines[lang], matter.body_line)
    return (
        Doc(
            section=section,
            id=name,
            facts=facts,
            title=Text.model_validate({lang: page.title for lang, page in words.items()}),
            summary=Text.model_validate({lang: page.summary for lang, page in words.items()}),
            original=original,
            files=files,
            bodies={lang: (matter.body, matter.body_line) for lang, matter in matters.items()},
            outlines=outlines,
            translation=translation,
        ),
        problems,
        [],
    )

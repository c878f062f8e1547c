"""Reads the files of one document in its languages."""

from collections.abc import Callable, Mapping

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.validation import faults_of_text, is_id, parse, repeated
from kalaka.content.vocabulary import Unparsed
from kalaka.content.yaml_reader import MarkdownFile, split_front_matter
from kalaka.i18n.languages import Lang
from kalaka.model.base import Text
from kalaka.model.documents import Authored, Guide, PageWords, Training
from kalaka.model.knowledge_base import SECTIONS, SINGLES, Document
from kalaka.model.references import references
from kalaka.model.rendered_text import RenderedText
from kalaka.problems.problem import Problem, problem


def document_name(source: str) -> tuple[str, str]:
    """Section and id of a document: `guides/x.md` is x in guides; `about/index.md` is about, in none."""
    folder, _, stem = source.removesuffix(".md").rpartition("/")
    if folder in _MODELS:
        return folder, stem
    return "", (folder if stem == "index" else f"{folder}/{stem}").strip("/") or "index"


_MODELS: dict[str, type[Authored]] = {"guides": Guide, "trainings": Training}
_TAKEN = {*SECTIONS, *SINGLES, "assets", "ro"}
"""First segments of addresses that are reserved for generated pages."""


def read_document(
    sources: Sources, source: str, files: Mapping[Lang, str], render: Callable[[str], RenderedText]
) -> tuple[Document | None, list[Problem], Unparsed]:
    """Read one document in its languages: the document or None, problems, and data that failed validation.

    `source` is their path below the folder of texts, without the language. The file without `translation:` is the
    original, whose front matter has the facts.
    """
    problems: list[Problem] = []
    versions: dict[Lang, MarkdownFile] = {}
    for lang, file in files.items():
        text, new_problems = read_text(sources, file)
        problems += new_problems
        if text is not None:
            versions[lang], new_problems = split_front_matter(file, text)
            problems += new_problems
    trees = {lang: version.tree for lang, version in versions.items() if version.tree}
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
        position = trees[lang].position(("translation",), of_key=True) if not originals else (1, 1)
        return None, [*problems, problem(files[lang], position, code)], []
    original = originals[0]
    section, name = document_name(source)
    facts, new_problems = parse(_MODELS.get(section, Authored), files[original], trees[original])
    problems += new_problems
    for part in name.split("/"):
        if part != "index" and not is_id(part):
            problems.append(problem(files[original], (1, 1), "bad-id", found=part))
            facts = None
    if (name == "index" and source != "index.md") or (not section and name.split("/")[0] in _TAKEN):
        problems.append(problem(files[original], (1, 1), "address-taken", found=source))
        facts = None
    words: dict[Lang, Authored | PageWords] = {original: facts} if facts else {}
    translation = None
    for lang in files:
        if lang != original:
            page_words, new_problems = parse(PageWords, files[lang], trees[lang])
            problems += new_problems
            if page_words:
                words[lang], translation = page_words, page_words.translation
    if facts is None or len(words) < len(files):
        return None, problems, [(files[original], (), _MODELS.get(section, Authored), trees[original].data)]
    problems += repeated(files[original], trees[original], references(facts))
    outlines: dict[Lang, RenderedText] = {}
    for lang, version in versions.items():
        try:
            outlines[lang] = render(version.body)
        except RecursionError:
            problems.append(problem(files[lang], (version.body_line + 1, 1), "too-deep"))
            continue
        problems += faults_of_text(files[lang], version.body, outlines[lang], version.body_line)
    return (
        Document(
            section=section,
            id=name,
            source=source,
            facts=facts,
            title=Text.model_validate({lang: page.title for lang, page in words.items()}),
            summary=Text.model_validate({lang: page.summary for lang, page in words.items()}),
            original=original,
            files=files,
            bodies={lang: (version.body, version.body_line) for lang, version in versions.items()},
            outlines=outlines,
            translation=translation,
        ),
        problems,
        [],
    )

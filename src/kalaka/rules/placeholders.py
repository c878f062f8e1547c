"""Rule for places that a new site leaves to be filled in: nobody should publish them without noticing."""

from collections.abc import Iterator, Mapping

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.problem import Problem, problem
from kalaka.rules.locator import Locator, Problems

_MARKS: Mapping[Lang, str] = {"hu": "kitöltendő", "ro": "de completat"}
"""The words that mark such a place, in small letters."""


def check_placeholders(kb: KnowledgeBase, where: Locator) -> Problems:
    """No text is still to be filled in. Of a document the first such place is told, with how many there are."""
    for lang in LANGS:
        yield from _of_documents(kb, where, lang)
        for project in kb.projects.values():
            for field in ("title", "short_title", "summary"):
                if count := _count(getattr(project, field).get(lang), lang):
                    file = kb.settings.record_file(project.id)
                    yield _to_fill_in(file, where(file, (field, lang)), count)
        about = kb.settings.options.about
        if count := _count(about.get(lang) if about else None, lang):
            file = kb.settings.config_files[0]
            yield _to_fill_in(file, where(file, ("extra", "kalaka", "about", lang)), count)


def _of_documents(kb: KnowledgeBase, where: Locator, lang: Lang) -> Iterator[Problem]:
    for doc in kb.docs:
        if lang not in doc.files:
            continue
        file, (body, above) = doc.files[lang], doc.bodies[lang]
        in_head = {field: _count(getattr(doc, field).get(lang), lang) for field in ("title", "summary")}
        in_body = _count(body, lang)
        if not (count := sum(in_head.values()) + in_body):
            continue
        marked = next((field for field, n in in_head.items() if n), None)
        if marked:
            yield _to_fill_in(file, where(file, (marked,)), count)
        else:
            before = body.lower().partition(_MARKS[lang])[0]
            line = before.count("\n")
            yield _to_fill_in(file, (above + line + 1, len(before) - before.rfind("\n")), count)


def _count(text: str | None, lang: Lang) -> int:
    return text.lower().count(_MARKS[lang]) if text else 0


def _to_fill_in(file: str, at: tuple[int, int], count: int) -> Problem:
    return problem(file, at, "to-fill-in", "warning", n=count)

"""Records and guides read the same Markdown, nothing is lost in silence, and no text takes more than its share of work.

The forms are a file, `tests/cases/markdown.yml`. What is told of a wrong one, and where, is in `tests/cases/problems/`.
"""

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from kalaka.build.loading import load_and_check
from kalaka.content import html_text, markdown
from kalaka.content.html_tokens import Fragment
from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.descriptions import markdown_forms
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings
from kalaka.pages.contribute import _FORMS
from kalaka.pages.view import View
from tests.casefiles import read_cases

BASE = Path(__file__).parent / "base"
GUIDE, RECORD = "docs/guides/lepesek.md", "docs/projects/minta.yml"

FORMS: dict[str, dict[str, Any]] = read_cases("markdown.yml")


@cache
def settings() -> Settings:
    return read_settings(Sources(BASE))[0]


def guide(text: str) -> RenderedText:
    return markdown.outline(text, settings())


def even(html: str) -> str:
    """HTML without what may differ: blanks between tags, names of footnotes, the prefix of a record's ids."""
    html = re.sub(r' (?:id|href)="#?(?:t-)?fn[^"]*"', "", html.replace('id="t-', 'id="'))
    html = html.replace('↩<sup class="footnote-ref">2</sup>', "↩").replace("&nbsp;", " ")
    return re.sub(
        r"\s*(<a class=\"footnote-backref\">)", r"\1", re.sub(r"(?<=>)\s+(?=<)|\n(?=<)|(?<=[^n]>)\n", "", html)
    ).strip()


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("read", [markdown.render, guide], ids=["record", "guide"])
def test_a_form_is_read_alike(name: str, read: Callable[[str], RenderedText]) -> None:
    form = FORMS[name]
    rendered = read(form["text"])
    assert even(rendered.html) == even(form["html"])
    assert sorted({code for code, _, _ in rendered.faults}) == form.get("faults", [])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", _FORMS)
def test_what_editors_are_shown_is_read_alike(name: str, lang: Lang) -> None:
    written = markdown_forms(lang)[name]
    record, own = markdown.render(written), guide(written)
    assert even(record.html) == even(own.html)
    assert record.faults == own.faults == ()


def test_editors_are_shown_every_form() -> None:
    assert [*markdown_forms("hu")] == [*markdown_forms("ro")] == [*_FORMS]


# What only one of them has


def test_ids_of_a_record_cannot_be_those_of_the_page() -> None:
    rendered = markdown.render('## Előzmények\n\n## Előzmények\n\n<p id="cite">szó</p>\n\na[^1]\n\n[^1]: b')
    assert rendered.ids == {"t-elozmenyek", "t-elozmenyek--2", "t-fn-1", "t-fnref-1"}


def test_ids_of_a_guide_cannot_be_those_of_the_frame() -> None:
    rendered = guide('## k-map\n\n## Cím { #k-menu }\n\n<p id="__search">szó</p>')
    assert not [name for name in rendered.ids if name.startswith(("k-", "__"))]


def test_the_list_of_contents_has_no_marks_of_footnotes() -> None:
    html = guide("## Fejléc[^1]\n\nszó\n\n[^1]: Jegyzet.").html
    assert [section.heading for section in html_text.sections(html)] == ["", "Fejléc"]


def test_sections_are_apart() -> None:
    text = '!!! note "Cím"\n    jegyzet\n\nelőtte\n\n## Egy { #a }\n\n- a\n- b.\n\n### Kettő\n\n| x | y |\n|---|---|\n| 1 | 2 |'
    above, section = html_text.sections(guide(text).html)
    assert above == ("", "", "előtte.", None)
    assert section == ("a", "Egy", "a. b. Kettő. x; y. 1; 2.", None)


def test_steps_are_sections_of_their_own() -> None:
    text = "## Lépések { #steps }\n\nElőbb[^1]\n\n### 1. Kör { #a }\n\nx\n\n### Hely { #b }\n\n## Vége { #c }\n\n### Más { #d }\n\n[^1]: Jegyzet"
    parts = html_text.sections(guide(text).html)
    assert [(part.id, part.heading, part.step) for part in parts[1:]] == [
        ("steps", "Lépések", None), ("a", "Kör", 1), ("b", "Hely", 2), ("c", "Vége", None),
    ]  # fmt: skip
    assert [part.text for part in parts[1:4]] == ["Előbb.", "x.", ""]


# Words of the page's language


@pytest.mark.parametrize(
    ("text", "hungarian", "romanian"),
    [
        ("!!! warning\n    szó", '<p class="admonition-title">Figyelem</p>', '<p class="admonition-title">Atenție</p>'),
        ("> [!NOTE]\n> szó", '<p class="admonition-title">Megjegyzés</p>', '<p class="admonition-title">Notă</p>'),
        ("??? tip\n    szó", "<summary>Tanács</summary>", "<summary>Sfat</summary>"),
        ("- [x] szó", 'role="img" aria-label="kész"', 'role="img" aria-label="făcut"'),
        ("- [ ] szó", 'role="img" aria-label="teendő"', 'role="img" aria-label="de făcut"'),
        ("a[^1]\n\n[^1]: b", 'aria-label="1. lábjegyzet"', 'aria-label="Nota de subsol 1"'),
        ("a[^1]\n\n[^1]: b", 'aria-label="Vissza a szöveghez"', 'aria-label="Înapoi la text"'),
    ],
)
@pytest.mark.parametrize("read", [markdown.render, guide], ids=["record", "guide"])
def test_words_of_libraries_are_in_the_language_of_the_page(
    read: Callable[[str], RenderedText], text: str, hungarian: str, romanian: str
) -> None:
    html = read(text).html
    assert hungarian in html_text.with_words(html, messages("hu"))
    assert romanian in html_text.with_words(html, messages("ro"))
    assert "title=" not in html


@pytest.mark.parametrize("read", [markdown.render, guide], ids=["record", "guide"])
def test_a_table_in_a_table_breaks_nothing(read: Callable[[str], RenderedText]) -> None:
    text = FORMS["table in a table"]["text"] + "\n\nutána\n\n" + "<table><tr><td>c</td></tr></table>"
    html = html_text.with_words(read(text).html, messages("hu"))
    fragment = Fragment(html)
    assert html.count("k-scroll") == html.count("</section>") == 2
    assert len(fragment.ends()) * 2 == len(fragment.tags)
    assert all(fragment.ends()[tag.at].name == tag.name for tag in fragment.tags if not tag.is_end)


# Work grows with the text


LONG = [
    "[", "]", "![", "[![", "[a](", "[a][", "[^", "[^a]", "[a](b)", "[a]()", "x[^n] ", "[a][b]", "(", "*", "**", "_",
    "*a ", "_a_b", "***a**", "`", "``a", "~~a ", "<", "<a ", '<a href="', "<b>", "<blink>", "<a onclick=x>", "<div>",
    "<div>\n", "</div>", "<td>", "<li>", "<p>", "<table><tr><td>", "<details>\n\n", "<details><summary>a</summary>\n\nb\n", "<s>\n\n", "<script>", "<!--", "-->",
    "&", "http://a ", "www.a.hu ", "a@b.hu ", "> ", "> a\n> # b\n", "- a\n", "1) a\n", "  - a\n", "a\n# b\n", "# a\n",
    "===\n", "a\n---\n", "***\n", "a | b\n", "[a]: b\n", "[^a]: b\n\n", "*[a]: b\n", "a\n: b\n\n", "!!! note\n",
    "> [!NOTE]\n", "- [ ] a\n", "{: #a }\n", "## a { #b }\n\n", "```\n", "~~~\n", "a\n", "\n", "\\", "2004. a\n\n",
    "<x{n}>", "[a](x{n})", "[a][x{n}]", "x[^n{n}]\n\n[^n{n}]: y\n\n", "*[K{n}]: b\n",
]  # fmt: skip
"""Pieces of texts; `{n}` stands for a number that counts them."""


def _of(piece: str, times: int) -> str:
    return "".join(piece.replace("{n}", str(number)) for number in range(times)) if "{n}" in piece else piece * times


def _work(read: Callable[[str], RenderedText], text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = process_time()
        try:
            read(text)
        except RecursionError:  # told as a problem of its own
            return 0
        best = min(best, process_time() - start)
    return best


@pytest.mark.fuzz
@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("read", [markdown.render, guide], ids=["record", "guide"])
def test_work_grows_with_the_text(read: Callable[[str], RenderedText], piece: str) -> None:
    """Four times the text takes about four times the work, not sixteen times; what takes hardly any is not compared."""
    whole = _work(read, _of(piece, 4_000))
    if whole > 0.25:
        assert whole < 9 * _work(read, _of(piece, 1_000))


# Addresses of attachments


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("kép (1).png", "guides/k%C3%A9p%20%281%29.png"),
        ("k%C3%A9p%20(1).png", "guides/k%C3%A9p%20%281%29.png"),
        ("100%.png", "guides/100%25.png"),
        ("100%25.png", "guides/100%25.png"),
        ("a#b.png", "guides/a%23b.png"),
        ("lap.pdf#page=2", "guides/lap.pdf#page=2"),
    ],
)
def test_an_attachment_is_found_and_its_address_is_one(tmp_path: Path, target: str, address: str) -> None:
    root = tmp_path / "base"
    shutil.copytree(BASE, root)
    for name in ("kép (1).png", "100%.png", "a#b.png", "lap.pdf"):
        (root / "docs/guides" / name).write_bytes(b"x")
    for file, text in (("guides/lepesek.md", "A lépések [fent]"), ("projects/minta.yml", "A helyszín")):
        path = root / "docs" / file
        link = f"<{'' if file.startswith('guides') else '../guides/'}{target}>"
        put = f"[lap]({link})" if ".pdf" in target else f"![kép]({link})"
        path.write_text(path.read_text("utf-8").replace(text, f"{put} {text}"), "utf-8")
    kb, problems = load_and_check(root)
    assert problems == []
    story = kb.records["minta"].body
    assert story
    assert story.hu
    guide_page = View(kb, "hu", "guides/lepesek/").linked(kb.guides["lepesek"].outlines["hu"].html, GUIDE)
    assert f'"../{address.removeprefix("guides/")}"' in guide_page
    assert f'"../../../{address}"' in View(kb, "ro", "projects/minta/").linked(markdown.html_of(story.hu), RECORD)

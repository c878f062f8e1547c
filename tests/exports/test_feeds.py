"""Feeds against RFC 4287 and JSON Feed 1.1 (their mandatory parts; no registry carries a schema of either)."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.summary import Pair
from kalaka.queries import news
from tests.exports.conftest import Written
from tests.pages import SITE_URL

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"


def _atom(written: Written, lang: Lang) -> ElementTree.Element:
    return ElementTree.fromstring(written.text(f"feed.{lang}.xml"))


def _json(written: Written, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(written.text(f"feed.{lang}.json"))
    return told


@pytest.mark.parametrize("lang", LANGS)
def test_atom_has_what_the_standard_requires(lang: Lang, written: Written) -> None:
    feed = _atom(written, lang)
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = node.findall(f"{ATOM}{name}")
            assert only.text
            assert name != "updated" or re.fullmatch(RFC_3339, only.text)
            assert name != "id" or only.text.startswith(SITE_URL)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == written.kb.settings.publisher(lang)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"{SITE_URL}data/feed.{lang}.xml"
    assert links["alternate"] == SITE_URL + url(lang, "")
    assert feed.get(f"{{{SITE_URL}data/}}version") == "1.1"
    ids = [node.text for node in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", LANGS)
def test_json_feed_has_what_the_standard_requires(lang: Lang, written: Written) -> None:
    feed = _json(written, lang)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE_URL}data/feed.{lang}.json"
    assert feed["language"] == lang
    for item in feed["items"]:
        assert {"id", "url", "title", "content_text", "date_modified"} <= set(item)
        assert re.fullmatch(RFC_3339, item["date_modified"])
    assert {key for key in feed if key.startswith("_")} == {"_kalaka"}


@pytest.mark.parametrize("lang", LANGS)
def test_both_forms_say_the_same_in_the_same_order(lang: Lang, written: Written) -> None:
    entries = [
        (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary"))
        for entry in _atom(written, lang).iter(f"{ATOM}entry")
    ]
    items = [(item["id"], item["title"], item["content_text"]) for item in _json(written, lang)["items"]]
    assert entries == items


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_the_language_with_the_day_of_its_check(lang: Lang, written: Written) -> None:
    """Newest first; a page that exists only in the other language is not news in this one."""
    kb = written.kb
    docs = [*kb.guides.values(), *kb.trainings.values()]
    expected = {SITE_URL + url(lang, doc.path): doc.facts.review.last_checked for doc in docs if lang in doc.langs}
    for record in written.records.values():
        if lang in record["languages"]:
            expected[record["page"][lang]] = record["review"]["last_checked"]
    items = _json(written, lang)["items"]
    assert {item["url"]: item["date_modified"] for item in items} == {
        address: (day + "-01-01")[:10] + "T00:00:00Z" for address, day in expected.items()
    }
    assert [item["date_modified"] for item in items] == sorted((i["date_modified"] for i in items), reverse=True)


def test_a_feed_ends_after_fifty() -> None:
    text = Pair("x", None)
    items = [news.Item(f"20{n:02}", f"projects/x{n}/", "projects", text, text, ("hu",)) for n in range(80)]
    newest = news.newest(items, "hu")
    assert [item.checked for item in newest] == [f"20{n:02}" for n in range(79, 29, -1)]
    assert news.newest(items, "ro") == []

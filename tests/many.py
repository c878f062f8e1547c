"""The catalogue of the tests and a hundred and thirty made-up projects: enough for lists in several parts."""

from dataclasses import replace
from decimal import Decimal

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Members, Money, Pair, PlaceGroup, Span, Summary

COUNT = 130


def many(kb: KnowledgeBase) -> KnowledgeBase:
    """Every facet has values, and some projects lack them; most values have several projects, some more than a part."""
    made = {f"made-{number:03}": _made(kb, number) for number in range(COUNT)}
    return replace(kb, projects={**kb.projects, **made})


def _made(kb: KnowledgeBase, number: int) -> Summary:
    def some(kind: str, step: int, most: int) -> tuple[str, ...]:
        names = list(kb.entries(kind))
        return tuple(dict.fromkeys(names[(number * step + at * 3) % len(names)] for at in range(number % (most + 1))))

    year = 2000 + number % 20
    start = (f"{year}", f"{year}-0{number % 9 + 1}", f"{year}-03-1{number % 10}", "")[number % 4]
    end = f"{year + number % 3}"
    amount = Decimal(1000 * (number % 17) + 5) if number % 3 else None
    currency = ("HUF", "RON", "EUR")[number % 5 % 3]
    places = some("places", 7, 3)
    return next(iter(kb.projects.values()))._replace(
        id=f"made-{number:03}",
        title=Pair(f"Árvíztűrő kezdeményezés, {number}. szakasz", f"Inițiativă împotriva sărăciei, faza {number}"),
        short_title=Pair(f"Kezdeményezés {number % 40}", f"Inițiativa {(number * 7) % 40}" if number % 6 else None),
        summary=Pair("Rövid összefoglaló <b>jelek</b> & „idézet” nélkül.", "Un rezumat scurt."),
        aliases=("Őszi Sünök",) if number == 99 else (),
        codes=(f"TÁMOP-{number}/A",) if number % 2 else (),
        status=("completed", "running", "completed", "unknown")[number % 4],
        themes=some("themes", 5, 3) or ("learning",),
        target_groups=some("target-groups", 3, 4),
        places=(PlaceGroup("network", None, places, ()), PlaceGroup("area", None, places[:1], ("kolozs",)))
        if number % 5
        else (),
        organisations=(Members("partner", orgs),) if (orgs := some("organisations", 11, 2)) else (),
        programmes=some("programmes", 1, 1),
        funding=(Money("grant", amount, currency, "esf" if number % 8 else None, None, None),) if amount else (),
        guides=some("guides", 1, 4),
        start=start,
        end=end if start else "",
        latest_start=start,
        periods=(Span(start, end, None, ()),) if start else (),
        trainings=(),
        relations=(),
        redirect_from=(),
        mentions=(),
        gap_names=(),
        gap_lines=(),
    )

"""Column charts as SVG. They are hidden from screen readers: each is shown with a table of the same numbers."""

from collections.abc import Sequence

from markupsafe import Markup

from kalaka.i18n.formatting import number
from kalaka.i18n.languages import Lang

WIDTH, HEIGHT, HEAD, FOOT, SIDE = 720, 240, 34, 36, 8
"""Of the chart, and of the room above, below and beside the columns, in SVG units."""
PHONE_LETTER = 13
"""Width of a letter on a phone, in SVG units: there the style sheet enlarges the letters."""


def columns(counts: Sequence[tuple[str, int]], lang: Lang) -> Markup:
    """A column for each year with its count above it, if all counts fit; as many years are labelled as fit."""
    most = max((count for _, count in counts), default=0)
    if not most:
        return Markup("")
    step = (WIDTH - 2 * SIDE) / len(counts)
    wide = round(step * 0.7, 1)
    ground = HEIGHT - FOOT
    roomy = len(number(most, lang)) * PHONE_LETTER < step
    label_step = next(n for n in (1, 2, 5, 10, 20, 50) if n * step > 5 * PHONE_LETTER or n == 50)
    out = [f'<svg class="k-columns" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">']
    edge = 2 * PHONE_LETTER  # half a label
    for index, (year, count) in enumerate(counts):
        middle = round(SIDE + (index + 0.5) * step, 1)
        tall = round((ground - HEAD) * count / most, 1)
        if count:
            out.append(f'<path d="M{middle - wide / 2:.1f} {ground - tall:.1f}h{wide}v{tall}h-{wide}z"/>')
            if roomy:
                out.append(f'<text x="{middle}" y="{ground - tall - 7:.1f}">{number(count, lang)}</text>')
        if int(year) % label_step == 0 or len(counts) < label_step:
            at = min(max(middle, edge), WIDTH - edge)
            out.append(f'<text class="k-columns__y" x="{at}" y="{HEIGHT - 8}">{year}</text>')
    out.append(f'<path class="k-columns__ground" d="M0 {ground}H{WIDTH}"/></svg>')
    return Markup("".join(out))

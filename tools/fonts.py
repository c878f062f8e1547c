"""Cut the three fonts from the variable originals: `python tools/fonts.py SANS SERIF`, two unpacked npm packages.

source-sans 3.52.0 and source-serif 4.5.1, both SIL OFL 1.1 with the reserved font name "Source": what is cut here is
a modified version, so it carries another name inside. Needs fonttools[woff]. The letters are those of both languages,
of the neighbours' names, and the marks that texts use; a test compares them with the content.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).parent.parent / "src/kalaka/theme/assets/fonts"
LETTERS = (
    "".join(map(chr, range(32, 127)))
    + "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
    + "ăâîșțĂÂÎȘȚşţŞŢ"
    + "äßÄàèçñôõûëïåøčćšžđłńČĆŠŽĐŁ"
    + "„“”‘’‚«»‹›–—−‑…·•§©®°²³¹×÷±≈≥≤→←↑↓↗€†‡½¼¾№ªº¿¡\u00a0\u202f\u2009\u200b\u00ad\u2060µ"
)
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum", "case"]
NAMES = {1, 3, 4, 6, 16, 17, 21, 25}


def cut(source: Path, target: str, family: str, **axes: float | tuple[float, float]) -> None:
    whole = BytesIO()
    instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), axes, inplace=True).save(whole)
    font = TTFont(BytesIO(whole.getvalue()), recalcTimestamp=False)
    options = subset.Options(flavor="woff2", hinting=False, desubroutinize=True, layout_features=FEATURES)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            font["name"].setName(family.replace(" ", "") if record.nameID == 6 else family, record.nameID, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(TARGET / target, reorderTables=True)


def main(sans: Path, serif: Path) -> None:
    upright = sans / "VF/SourceSans3VF-Upright.ttf"
    cut(upright, "kalaka-sans.woff2", "Kalaka Sans", wght=(400, 700))
    cut(serif / "VAR/SourceSerif4Variable-Roman.ttf", "kalaka-serif-600.woff2", "Kalaka Serif", opsz=32, wght=600)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""A long sequence in pieces: nothing is lost, none is long, and a newcomer moves few borders."""

from kalaka.build.pieces import pieces

USUAL = 16
NAMES = [f"record-{number}" for number in range(3000)]


def test_the_pieces_are_the_whole() -> None:
    assert [name for piece in pieces(NAMES, str, USUAL) for name in piece] == NAMES
    assert list(pieces([], str, USUAL)) == []


def test_no_piece_is_longer_than_twice_the_usual() -> None:
    sizes = list(map(len, pieces(NAMES, str, USUAL)))
    assert max(sizes) == 2 * USUAL
    assert USUAL * 0.75 < sum(sizes) / len(sizes) < USUAL * 1.25


def test_a_newcomer_changes_few_pieces() -> None:
    before = set(pieces(NAMES, str, USUAL))
    for at in range(0, len(NAMES), 100):
        after = set(pieces([*NAMES[:at], "newcomer", *NAMES[at:]], str, USUAL))
        assert len(after - before) <= 6

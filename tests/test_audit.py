"""The tests' own site as a whole, where the other tests look at samples; and that the validators see mistakes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit import SiteAudit
from tests.conftest import Served
from tests.validators import Faults, html_validate, nu

pytestmark = pytest.mark.audit


class TestAudit(SiteAudit):
    @pytest.fixture
    def audited(self, served: Served) -> Served:
        return served


@pytest.mark.parametrize("validator", [html_validate, nu], ids=lambda validator: validator.__name__)
def test_a_validator_sees_a_mistake(tmp_path: Path, validator: Callable[[Path], Faults]) -> None:
    text = '<!doctype html>\n<html lang="hu"><head><title>x</title></head><body>{}</body></html>\n'
    for name, body in (("right", "<p>x</p>"), ("wrong", "<p id=a>x</p>\n<p id=a>y</p>")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(text.format(body))
    assert validator(tmp_path / "right") == {}
    found = validator(tmp_path / "wrong")
    assert [places[0] for message, places in found.items() if "uplicate" in message] == ["index.html:3"]

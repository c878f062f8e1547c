"""Every page of the tests' own site; the other tests look at one page of each kind."""

import pytest
from playwright.sync_api import Browser

from tests.audit import faults
from tests.conftest import Served

pytestmark = pytest.mark.audit


def test_no_page_has_a_fault(browser: Browser, served: Served) -> None:
    assert faults(browser, served) == {}

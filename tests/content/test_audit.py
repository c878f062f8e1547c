"""Every page of the site of this repository."""

import pytest
from playwright.sync_api import Browser

from tests.audit import faults
from tests.conftest import Served

pytestmark = pytest.mark.audit


def test_no_page_has_a_fault(browser: Browser, content_served: Served) -> None:
    assert faults(browser, content_served) == {}

"""The site of this repository as a whole."""

import pytest

from tests.audit import SiteAudit
from tests.conftest import Served

pytestmark = pytest.mark.audit


class TestAudit(SiteAudit):
    @pytest.fixture
    def audited(self, content_served: Served) -> Served:
        return content_served

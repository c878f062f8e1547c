"""What the tests in Chromium share besides the site: one with more on its pages."""

from collections.abc import Iterator

import pytest

from tests.conftest import Served, built, copy_root
from tests.many import write_long


@pytest.fixture(scope="session")
def long_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with a record of many facts."""
    root = copy_root(tmp_path_factory.mktemp("long"))
    write_long(root)
    server = Served(built(root))
    yield server
    server.close()

"""The fixtures of whoever needs a hub; a conftest imports them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_support.postgres import MISSING, Postgres, postgres, programs
from hub_support.store import Hub


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL for all tests of a worker."""
    found = programs()
    if found is None:
        pytest.skip(MISSING)
    with postgres(found) as made:
        yield made


@pytest.fixture
def hub(server: Postgres, tmp_path: Path) -> Iterator[Hub]:
    """A hub of a new store, started."""
    made = Hub(tmp_path / "hub", server.new_database(), request_s=1.0)
    made.start()
    try:
        yield made
    finally:
        made.close()

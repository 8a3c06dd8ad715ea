"""A store in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store_support.stores import open_store
from terminal.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lane" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def bugs() -> list[BaseException]:
    """What a store reports as bugs, for a test that provokes one."""
    return []

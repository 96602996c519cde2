"""All stores: what is asserted of one is asserted of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports.store import Store
from tests.fakes.hall import emptied_hall, hall_store
from tests.fakes.local_store import small_store
from tests.fakes.store import InMemoryStore


@pytest.fixture(params=["memory", "sqlcipher", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    opened = _open(request, tmp_path)
    yield opened
    opened.close()


def _open(request: pytest.FixtureRequest, folder: Path) -> Store:
    if request.param == "memory":
        return InMemoryStore()
    if request.param == "sqlcipher":
        return small_store(folder / "data")
    url = request.getfixturevalue("postgres").url
    emptied_hall(url)
    return hall_store(url)

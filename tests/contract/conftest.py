"""Both stores: what is asserted of one is asserted of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports.store import Store
from tests.fakes.local_store import small_store
from tests.fakes.store import InMemoryStore


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    opened: Store = InMemoryStore() if request.param == "memory" else small_store(tmp_path / "data")
    yield opened
    opened.close()

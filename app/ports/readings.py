"""Where is kept what was read from pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.domain.page_text import PageReading


class ReadingRepository(Protocol):
    """What was read from pages. A reading goes when its page is removed or gets another rendition."""

    def save(self, page_id: str, reading: PageReading) -> None:
        """Keep a reading, in place of any before; its text is searchable. Raises StoreError `store.page_unknown`."""

    def of_case(self, case_id: str) -> Mapping[str, PageReading]:
        """Readings by the id of their page; a page nobody has read yet has none."""

"""Read kept pages: their writing, which papers they are, seals, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import PageError, RuleError
from app.domain.page import Page
from app.domain.page_text import UNKNOWN_PAPER, PageReading, SignatureHint
from app.ports.store import PageVault, Store
from app.ports.text_reader import TextReader

_NOTHING = PageReading(0, 0, (), UNKNOWN_PAPER, (), SignatureHint.NO_PLACE)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """From a page that was looked at to what it says. Call it on a lane of its own: a page takes about a second."""

    store: Store
    vault: PageVault
    reader: TextReader

    def warm(self) -> None:
        """Make the reader ready before the first page comes. Takes seconds. Raises DeviceError."""
        self.reader.warm()

    def read(self, case_id: str, page_id: str) -> PageReading:
        """Read a page's rendition, or its original where it has none, and keep what was read.

        Raises RuleError `rule.page_not_in_case`, DeviceError (the reader crashed or hung: worth another try). What no
        reader can use is kept as read, without a line, so that it is not tried for ever.
        """
        page = self._page(case_id, page_id)
        picture = page.rendition or page.original
        try:
            reading = self.reader.read(self.vault.get(picture.sha256), page.codes)
        except PageError:
            reading = _NOTHING
        with self.store.unit_of_work() as unit:
            now = next((one for one in unit.pages.of_case(case_id) if one.id == page_id), None)
            if now is None or (now.rendition or now.original) != picture:
                return reading  # taken away or straightened anew meanwhile: it would speak of another picture
            unit.readings.save(page_id, reading)
            unit.commit()
        return reading

    def unread(self, case_id: str) -> tuple[Page, ...]:
        """Pages nobody has read yet, or that have been straightened anew since."""
        with self.store.unit_of_work() as unit:
            known = unit.readings.of_case(case_id)
            return tuple(page for page in unit.pages.of_case(case_id) if page.id not in known)

    def readings(self, case_id: str) -> dict[str, PageReading]:
        """What is known of a case's pages, by the id of the page."""
        with self.store.unit_of_work() as unit:
            return dict(unit.readings.of_case(case_id))

    def _page(self, case_id: str, page_id: str) -> Page:
        with self.store.unit_of_work() as unit:
            page = next((page for page in unit.pages.of_case(case_id) if page.id == page_id), None)
        if page is None:
            raise RuleError("page_not_in_case")
        return page

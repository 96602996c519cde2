"""Pages are read once, from the picture they are shown by, and what was read is kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.errors import DeviceError, PageError, RuleError
from app.domain.page import CodeRead, Page
from app.domain.page_text import PageReading
from tests.fakes.desk import Desk, ScriptedTextReader

CODE = CodeRead("QRCode", "TB", b"TB", (), rescued=False)


def with_page(desk: Desk) -> tuple[str, Page]:
    case_id = desk.draft()
    return case_id, desk.page(case_id, "M1", b"words")


def straighten(desk: Desk, page: Page, data: bytes) -> Page:
    straightened = replace(page, rendition=desk.vault.put(data, "image/jpeg"), codes=(CODE,))
    with desk.store.unit_of_work() as unit:
        unit.pages.replace(straightened)
        unit.commit()
    return straightened


class MeddledReader(ScriptedTextReader):
    """While a page is being read somebody changes it."""

    def __init__(self, desk: Desk, page: Page, *, removed: bool) -> None:
        super().__init__()
        self._desk, self._page, self._removed = desk, page, removed

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        if self._removed:
            self._desk.edit_case.remove_page(self._desk.session, self._page.case_id, self._page.id)
        else:
            straighten(self._desk, self._page, b"turned")
        return super().read(data, codes)


def test_what_was_read_is_kept() -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    assert desk.read_page.unread(case_id) == (page,)

    reading = desk.read_page.read(case_id, page.id)

    assert reading.text == "words"
    assert desk.read_page.readings(case_id) == {page.id: reading}
    assert desk.read_page.unread(case_id) == ()


def test_the_straightened_picture_is_read_with_the_codes_on_it() -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    straighten(desk, page, b"straight words")

    assert desk.read_page.read(case_id, page.id).text == "straight words"
    assert desk.text_reader.read_codes == [(CODE,)]


def test_a_page_straightened_anew_is_read_again() -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    desk.read_page.read(case_id, page.id)
    straightened = straighten(desk, page, b"better words")

    assert desk.read_page.unread(case_id) == (straightened,)


def test_what_no_reader_can_use_is_not_tried_for_ever() -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    desk.text_reader.fault = PageError("damaged")

    assert desk.read_page.read(case_id, page.id).lines == ()
    assert desk.read_page.unread(case_id) == ()


def test_a_reader_that_crashed_is_told_and_the_page_stays_unread() -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    desk.text_reader.fault = DeviceError("driver_crashed")

    with pytest.raises(DeviceError):
        desk.read_page.read(case_id, page.id)
    assert desk.read_page.unread(case_id) == (page,)


@pytest.mark.parametrize("removed", [True, False])
def test_a_reading_of_another_picture_is_dropped(removed: bool) -> None:
    desk = Desk()
    case_id, page = with_page(desk)
    meddled = replace(desk.read_page, reader=MeddledReader(desk, page, removed=removed))

    assert meddled.read(case_id, page.id).text == "words"
    assert desk.read_page.readings(case_id) == {}


def test_a_page_of_another_case_is_refused() -> None:
    desk = Desk()
    case_id, _ = with_page(desk)

    with pytest.raises(RuleError) as caught:
        desk.read_page.read(case_id, "no page")
    assert caught.value.code == "rule.page_not_in_case"


def test_to_make_ready_is_to_make_its_reader_ready() -> None:
    desk = Desk()

    desk.read_page.warm()

    assert desk.text_reader.warmed == 1

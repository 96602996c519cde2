"""Codes on papers: read back by two independent readers from what a printer would print."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from PIL import Image

from app.domain.errors import PrintError
from app.domain.paper import PaperContent
from app.paper.codes import code128_widths
from app.paper.transfer_slip import slip_digest
from tests.unit.paper.contents import head, label, material_list, notice, receipt, rendered, slip
from tests.unit.paper.pdf_reading import codes_by_zbar, codes_by_zxing, pictures

OFFICE_DPI, LABEL_DPI = 200, 203
SLIP_CODE = f"TB1|YD20261123-0007|YZ12A00042K|3|9|{slip_digest(slip().lines)}"
LONG_NUMBER = "YZ1234567A123456789K"

CODES: tuple[tuple[PaperContent, int, set[str]], ...] = (
    (receipt(), OFFICE_DPI, {"YZ12A00042K", "TB1|YZ12A00042K|83726154"}),
    (
        receipt(head=head(receipt_number=LONG_NUMBER)),
        OFFICE_DPI,
        {LONG_NUMBER, f"TB1|{LONG_NUMBER}|83726154"},
    ),
    (material_list(), OFFICE_DPI, {"YZ12A00042K"}),
    (notice(), OFFICE_DPI, {"YZ12A00042K"}),
    (slip(), OFFICE_DPI, {"YD20261123-0007", SLIP_CODE}),
    (label(waybill_number=""), LABEL_DPI, {"TB1|YD20261123-0007"}),
    (label(waybill_number="1234567890123"), LABEL_DPI, {"TB1|YD20261123-0007", "1234567890123"}),
    (label(waybill_number="EA473124829CN"), LABEL_DPI, {"TB1|YD20261123-0007", "EA473124829CN"}),
)


@pytest.mark.parametrize("read", [codes_by_zxing, codes_by_zbar])
@pytest.mark.parametrize(("content", "dpi", "expected"), CODES)
def test_every_code_is_read_back(read: object, content: PaperContent, dpi: int, expected: set[str]) -> None:
    assert callable(read)

    assert read(pictures(rendered(content), dpi)[0]) == expected


@pytest.mark.parametrize("read", [codes_by_zxing, codes_by_zbar])
@pytest.mark.parametrize("waybill", ["", "1234567890123"])
def test_a_label_is_read_when_printed_in_black_dots_only(read: object, waybill: str) -> None:
    assert callable(read)
    page = pictures(rendered(label(waybill_number=waybill)), LABEL_DPI)[0]
    dots = page.point(lambda value: 255 if value > 128 else 0).convert("1").convert("L")

    assert read(dots) == {"TB1|YD20261123-0007"} | ({waybill} if waybill else set())


@pytest.mark.parametrize("read", [codes_by_zxing, codes_by_zbar])
def test_a_code_is_read_from_an_oblique_scan(read: object) -> None:
    assert callable(read)
    page = pictures(rendered(receipt()), OFFICE_DPI)[0]
    oblique = page.rotate(1.3, Image.Resampling.BICUBIC, fillcolor=255, expand=True)

    assert "TB1|YZ12A00042K|83726154" in read(oblique)


def test_the_digest_is_what_the_documentation_says() -> None:
    line = slip().lines[0]
    written = f"1|{line.name}|original|1|0|2|0"

    assert slip_digest((line,)) == hashlib.sha256(written.encode()).hexdigest()[:8]


def test_a_changed_line_changes_the_digest() -> None:
    lines = slip().lines

    assert slip_digest((replace(lines[0], sheets=lines[0].sheets + 1), *lines[1:])) != slip_digest(lines)


def test_a_number_that_is_not_ascii_makes_no_bars() -> None:
    with pytest.raises(PrintError) as caught:
        code128_widths("编号1")

    assert caught.value.code == "print.code_alphabet"


def test_a_number_too_long_for_its_place_is_an_error() -> None:
    with pytest.raises(PrintError) as caught:
        rendered(receipt(head=head(receipt_number="A1B2" * 15)))

    assert caught.value.code == "print.code_too_dense"


def test_bars_and_gaps_follow_the_standard() -> None:
    """ISO/IEC 15417: start B is 211214, stop is 2331112; each symbol has eleven modules, the stop thirteen."""
    widths = code128_widths("A")

    assert widths[:6] == (2, 1, 1, 2, 1, 4)
    assert widths[-7:] == (2, 3, 3, 1, 1, 1, 2)
    assert sum(widths) == 11 * 3 + 13

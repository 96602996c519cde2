"""Real papers: never a crop that does harm, verdicts that a person would share."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.page import PageAnalysis, PageConfidence, QualityReason, QualityVerdict
from scanners.reading.page_reader import OpenCvPageReader

REAL = Path(__file__).resolve().parents[5] / "shared" / "data" / "real"
RECEIPTS = ("aldi_02032020_19_02423", "lidl_02032020_02_00716", "toom_06042020_01_04999")


def analysed(name: str) -> PageAnalysis:
    [page] = OpenCvPageReader().analyse((REAL / name).read_bytes(), "image/jpeg")
    return page


@pytest.mark.parametrize(
    "name",
    [
        "papers/00018069.jpg",  # a screenshot of a table, no paper's edge in it
        "papers/00111002.jpg",  # a receipt that leaves the frame at the bottom
        "papers/111.jpg",  # a handwritten sheet that leaves the frame on two sides
        "papers/table.jpg",  # a screenshot
        "pages/boston_cooking_a.jpg",  # an open book with a curled page
        *(f"receipts/{name}.jpg" for name in RECEIPTS),  # flatbed scans, no edge to be seen
    ],
)
def test_no_page_is_cropped_that_is_not_certain(name: str) -> None:
    assert analysed(name).outline.confidence is not PageConfidence.HIGH


@pytest.mark.parametrize("name", RECEIPTS)
def test_clean_scans_are_good_and_upright(name: str) -> None:
    page = analysed(f"receipts/{name}.jpg")

    assert page.quality.verdict is QualityVerdict.GOOD
    assert abs(page.outline.skew_deg) < 0.6


def test_a_sharp_photograph_of_a_book_is_not_called_blurred_or_dark() -> None:
    reasons = analysed("pages/boston_cooking_a.jpg").quality.reasons

    assert QualityReason.BLURRED not in reasons
    assert QualityReason.DARK not in reasons
    assert QualityReason.GLARE not in reasons


def test_a_thumbnail_of_a_table_is_too_coarse() -> None:
    assert QualityReason.LOW_RESOLUTION in analysed("papers/table.jpg").quality.reasons


def test_handwriting_that_runs_out_of_the_frame_is_cut() -> None:
    assert QualityReason.CUT in analysed("papers/111.jpg").quality.reasons


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lidl_02032020_02_00716", "0888318274843301020320"),
        ("toom_06042020_01_04999", "2074001356335120040614432875020049990014"),
    ],
)
def test_the_long_codes_of_receipts_are_read(name: str, text: str) -> None:
    assert [code.text for code in analysed(f"receipts/{name}.jpg").codes] == [text]

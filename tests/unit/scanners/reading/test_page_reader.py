"""The pipeline as a whole: what comes out of a photograph, a scan, a document."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from app.domain.errors import PageError
from app.domain.page import PageConfidence, QualityReason
from app.domain.page_text import Corners
from scanners.imaging.encode import RenditionFormat
from scanners.imaging.geometry import overlap
from scanners.reading.page_reader import OpenCvPageReader
from scanners.simulated.sample_papers import qr_picture
from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph
from tests.fakes.scenes import flat_paper
from tests.page_sets.several import Lying, glass

CAMERA = PhotoSetting(width=2400, height=1800, desk=Desk.GREEN_MAT, fill=0.92)


def scan(paper: str, turn: float = 0.0, **options: object) -> bytes:
    out = io.BytesIO()
    flat_paper(paper, 150).rotate(turn, expand=True, fillcolor=(252, 251, 248)).save(out, "JPEG", **options)
    return out.getvalue()


def test_a_photograph_becomes_a_flat_page() -> None:
    photo = photograph(flat_paper("application_form", 200), CAMERA)

    [page] = OpenCvPageReader().analyse(photo.jpeg, "image/jpeg")

    assert (page.width, page.height) == (2400, 1800)
    assert page.outline.confidence is PageConfidence.HIGH
    assert page.outline.corners is not None
    assert overlap(np.array(page.outline.corners), np.array(photo.corners)) > 0.98
    assert page.quality.reasons == ()
    assert [code.format for code in page.codes] == ["QRCode"]
    assert page.rendition is not None
    assert page.rendition_media_type == "image/webp"
    with Image.open(io.BytesIO(page.rendition)) as flat:
        assert flat.height / flat.width == pytest.approx(297 / 210, rel=0.01)
    assert [name for name, _ in page.timings_ms] == [
        "load",
        "page",
        "rotation",
        "quality",
        "codes",
        "encode",
        "total",
    ]


def test_a_leaning_scan_is_turned_back_and_keeps_its_frame() -> None:
    [page] = OpenCvPageReader().analyse(scan("partnership_agreement", -3.0), "image/jpeg", expect_dpi=150)

    assert page.outline.skew_deg == pytest.approx(3.0, abs=0.2)
    assert page.rendition is not None
    with Image.open(io.BytesIO(page.rendition)) as turned:
        assert turned.width >= page.width
        assert [turned.getexif()[tag] for tag in (0x011A, 0x011B, 0x0128)] == [150, 150, 2]


def test_a_picture_without_certain_edges_stays_as_it_is() -> None:
    [page] = OpenCvPageReader().analyse(scan("partnership_agreement", -3.0), "image/jpeg")

    assert page.outline.confidence is not PageConfidence.HIGH
    assert page.rendition is None
    assert page.rendition_media_type is None
    assert QualityReason.SKEWED in page.quality.reasons


def test_the_density_of_the_file_counts_as_a_scan() -> None:
    [page] = OpenCvPageReader().analyse(scan("partnership_agreement", -3.0, dpi=(150, 150)), "image/jpeg")

    assert page.rendition is not None


def test_renditions_can_be_jpeg() -> None:
    reader = OpenCvPageReader(RenditionFormat.JPEG)

    [page] = reader.analyse(photograph(flat_paper("id_card_front", 200), CAMERA).jpeg, "image/jpeg")

    assert page.rendition is not None
    assert page.rendition[:3] == b"\xff\xd8\xff"
    assert page.rendition_media_type == "image/jpeg"


def test_every_page_of_a_document_is_analysed() -> None:
    pages = [flat_paper("application_form", 100), flat_paper("business_licence", 100)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=100)

    analysed = OpenCvPageReader().analyse(out.getvalue(), "application/pdf")

    assert [page.width > page.height for page in analysed] == [False, True]
    assert [[code.format for code in page.codes] for page in analysed] == [["QRCode"], ["QRCode"]]


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PageError) as caught:
        OpenCvPageReader().analyse(b"no picture", "image/jpeg")

    assert caught.value.code == "page.not_an_image"


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned_upright(turned: int) -> None:
    upright = photograph(flat_paper("id_card_front", 300), CAMERA).jpeg
    out = io.BytesIO()
    with Image.open(io.BytesIO(upright)) as picture:
        picture.rotate(turned, expand=True).save(out, "JPEG", quality=95)

    [before] = OpenCvPageReader().analyse(upright, "image/jpeg")
    [after] = OpenCvPageReader().analyse(out.getvalue(), "image/jpeg")

    assert after.outline.confidence is PageConfidence.HIGH
    assert (before.outline.rotation, after.outline.rotation) == (0, turned)
    assert before.rendition is not None
    assert after.rendition is not None
    with Image.open(io.BytesIO(before.rendition)) as one, Image.open(io.BytesIO(after.rendition)) as other:
        same_size = other.convert("L").resize(one.size)
        difference = ImageChops.difference(one.convert("L"), same_size).filter(ImageFilter.GaussianBlur(4))
        assert ImageStat.Stat(difference).mean[0] < 8


def test_a_scan_on_its_head_without_certain_edges_is_turned_whole() -> None:
    [page] = OpenCvPageReader().analyse(scan("partnership_agreement", 180), "image/jpeg")

    assert page.outline.confidence is not PageConfidence.HIGH
    assert page.outline.rotation == 180
    assert page.rendition is not None
    with Image.open(io.BytesIO(page.rendition)) as turned:
        assert turned.size == (page.width, page.height)


def test_every_page_of_a_document_is_kept_as_a_picture_of_its_own() -> None:
    out = io.BytesIO()
    pages = [flat_paper("application_form", 100), flat_paper("business_licence", 100)]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=100)

    renditions = [page.rendition for page in OpenCvPageReader().analyse(out.getvalue(), "application/pdf")]

    assert all(rendition is not None for rendition in renditions)


def test_a_page_is_taken_out_flat_where_somebody_says_it_lies() -> None:
    photo = photograph(flat_paper("application_form", 200), CAMERA)
    first, second, third, fourth = photo.corners

    flat, media_type = OpenCvPageReader().straighten(photo.jpeg, (first, second, third, fourth), 0)
    on_its_side, _ = OpenCvPageReader().straighten(photo.jpeg, (second, third, fourth, first), 0)

    assert media_type == "image/webp"
    with Image.open(io.BytesIO(flat)) as upright, Image.open(io.BytesIO(on_its_side)) as turned:
        assert upright.height / upright.width == pytest.approx(297 / 210, rel=0.01)
        assert turned.width / turned.height == pytest.approx(297 / 210, rel=0.01)
        ink = ImageStat.Stat(
            ImageChops.difference(turned.rotate(-90, expand=True).resize((210, 297)), upright.resize((210, 297)))
        )
        assert sum(ink.mean) / 3 < 6


def test_without_corners_the_whole_frame_is_turned() -> None:
    photo = photograph(flat_paper("application_form", 200), CAMERA)
    turned, _ = OpenCvPageReader().straighten(photo.jpeg, None, 90)
    with Image.open(io.BytesIO(turned)) as picture:
        assert picture.size == (1800, 2400)


@pytest.mark.parametrize(
    "corners",
    [
        ((10, 10), (11, 10), (11, 12), (10, 12)),
        ((10, 10), (900, 900), (900, 10), (10, 900)),
        ((-900, 10), (900, 10), (900, 900), (-900, 900)),
    ],
)
def test_points_that_no_sheet_can_have_are_refused(corners: Corners) -> None:
    photo = photograph(flat_paper("application_form", 200), CAMERA)
    with pytest.raises(PageError, match=r"page\.corners_unusable"):
        OpenCvPageReader().straighten(photo.jpeg, corners, 0)


def test_two_cards_on_the_glass_become_two_pages_with_their_own_codes() -> None:
    pixels, corners = glass([Lying("id_card_front", (70, 60), turn_deg=4), Lying("id_card_back", (120, 170))], dpi=200)
    code = qr_picture("on the back", 110)
    left, top = round(float(corners[1][2, 0])) - 150, round(float(corners[1][2, 1])) - 150
    pixels[top : top + len(code), left : left + len(code)] = code[..., None]
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", dpi=(200, 200))

    front, back = OpenCvPageReader().analyse(out.getvalue(), "image/png")

    assert (front.width, front.height) == (back.width, back.height) == (pixels.shape[1], pixels.shape[0])
    for page, true in zip((front, back), corners, strict=True):
        assert page.outline.corners is not None
        assert overlap(np.array(page.outline.corners), true) > 0.95
        assert page.rendition is not None
        with Image.open(io.BytesIO(page.rendition)) as cut:
            assert cut.width / cut.height == pytest.approx(85.6 / 54, rel=0.02)
    assert ([code.text for code in front.codes], [code.text for code in back.codes]) == ([], ["on the back"])

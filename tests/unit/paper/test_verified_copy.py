"""Stamped copies: the picture as it is, the stamp where it disturbs nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from PIL import Image, ImageDraw, ImageStat

from app.domain.errors import PageError, PrintError
from app.paper.fonts import FontBook
from app.paper.sheet import MM, Box
from app.paper.verified_copy import verified_copy
from tests.unit.paper.contents import copy, head, rendered
from tests.unit.paper.pdf_reading import pictures


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def blank(width: int = 800, height: int = 1130, mode: str = "RGB", colour: object = "white") -> Image.Image:
    return Image.new(mode, (width, height), colour)  # type: ignore[arg-type]


def of(picture: bytes, **changes: object) -> bytes:
    page = replace(copy().pages[0], image=picture)
    return rendered(replace(copy(pages=(page,)), **changes))  # type: ignore[arg-type]


def stamp_of(picture: bytes) -> tuple[Box, Box]:
    """Stamp and page as boxes."""
    sheet = verified_copy(copy(pages=(replace(copy().pages[0], image=picture),)), FontBook(())).sheets[0]
    return sheet.areas[0][0], Box(0, 0, sheet.width, sheet.height)


def streams(pdf: bytes) -> list[bytes]:
    """The picture streams as they lie in the file."""
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    objects = page["/Resources"]["/XObject"].values()  # type: ignore[index]
    return [one.get_object()._data for one in objects if one.get_object()["/Subtype"] == "/Image"]


def test_a_jpeg_is_taken_in_as_it_is() -> None:
    picture = copy().pages[0].image

    assert streams(of(picture)) == [picture]


def test_webp_which_pdf_does_not_know_becomes_jpeg() -> None:
    image = blank()
    ImageDraw.Draw(image).rectangle((80, 100, 300, 400), fill=(180, 20, 20))

    [stream] = streams(of(encoded(image, "WEBP", quality=75)))

    with Image.open(io.BytesIO(stream)) as shown:
        assert (shown.format, shown.size) == ("JPEG", image.size)
        red = shown.getpixel((200, 250))
    assert red == pytest.approx((180, 20, 20), abs=12)


def test_a_jpeg_that_lies_on_its_side_is_turned() -> None:
    image = blank(1130, 800)
    exif = Image.Exif()
    exif[0x0112] = 6

    pdf = of(encoded(image, exif=exif))

    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert page.width < page.height


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "CMYK", "LA"])
def test_any_kind_of_pixels_is_shown(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = blank(colour="white").convert(mode)

    page = pictures(of(encoded(image, kind)), 40)[0]

    assert page.getpixel((page.width // 2, page.height // 2)) == 255


def test_transparent_parts_are_white_paper() -> None:
    image = Image.new("RGBA", (800, 1130), (0, 0, 0, 0))

    page = pictures(of(encoded(image, "PNG")), 40)[0]

    assert page.getpixel((page.width // 2, page.height // 2)) == 255


@pytest.mark.parametrize(("width", "height"), [(800, 1130), (1000, 400), (400, 1000), (600, 600)])
def test_proportions_are_kept(width: int, height: int) -> None:
    image = blank(width, height, colour="black")
    document = verified_copy(copy(pages=(replace(copy().pages[0], image=encoded(image)),)), FontBook(()))

    box = document.sheets[0].pictures[0].box

    assert box.width / box.height == pytest.approx(width / height)
    assert document.sheets[0].printable.holds(box)


def test_a_wide_page_lies() -> None:
    sheet = verified_copy(
        copy(pages=(replace(copy().pages[0], image=encoded(blank(1130, 800))),)), FontBook(())
    ).sheets[0]

    assert (round(sheet.width / MM), round(sheet.height / MM)) == (297, 210)


@pytest.mark.parametrize("corner", ["lower right", "lower left", "upper right", "upper left"])
def test_the_stamp_goes_where_nothing_is_written(corner: str) -> None:
    image = blank()
    draw = ImageDraw.Draw(image)
    for y, upright in ((0, "upper"), (565, "lower")):
        for x, across in ((0, "left"), (400, "right")):
            if f"{upright} {across}" != corner:
                for line in range(20, 550, 24):
                    draw.rectangle((x + 20, y + line, x + 380, y + line + 10), fill="black")

    stamp, page = stamp_of(encoded(image))

    assert (stamp.y > page.height / 2) == corner.startswith("lower")
    assert (stamp.x > page.width / 2) == corner.endswith("right")


def test_a_title_is_not_covered_though_the_other_corners_lie_in_a_shadow() -> None:
    """A page lit from above: its blank lower end is darker than the upper one, where the title is."""
    shade = Image.linear_gradient("L").resize((800, 1130)).point([240 - max(0, grey - 128) // 3 for grey in range(256)])
    image = Image.merge("RGB", (shade, shade, shade))
    draw = ImageDraw.Draw(image)
    draw.rectangle((250, 100, 640, 130), fill="black")

    stamp, page = stamp_of(encoded(image))

    assert stamp.y > page.height / 2
    assert stamp.x > page.width / 2


def test_on_an_even_page_the_stamp_is_at_the_lower_right() -> None:
    stamp, page = stamp_of(encoded(blank()))

    assert stamp.x > page.width / 2
    assert stamp.y > page.height / 2


@pytest.mark.parametrize(("width", "height"), [(800, 1130), (1130, 800)])
@pytest.mark.parametrize("item", ["合伙企业设立登记", "样本事项名称很长" * 14])
def test_the_stamp_never_reaches_the_middle(width: int, height: int, item: str) -> None:
    page = replace(copy().pages[0], image=encoded(blank(width, height)))
    content = copy(pages=(page,), head=head(item_name=item))

    sheet = verified_copy(content, FontBook(())).sheets[0]

    stamp = sheet.areas[0][0]
    clear_across = stamp.x >= sheet.width * 2 / 3 - 1 or stamp.right <= sheet.width / 3 + 1
    clear_upright = stamp.y >= sheet.height * 2 / 3 or stamp.bottom <= sheet.height / 3
    assert clear_across or clear_upright


def test_a_stamp_that_would_grow_into_the_middle_is_an_error() -> None:
    with pytest.raises(PrintError) as caught:
        rendered(copy(head=head(item_name="样本事项名称很长" * 60)))

    assert caught.value.code == "print.does_not_fit"


def test_writing_below_the_stamp_can_still_be_read() -> None:
    black = pictures(of(encoded(blank(colour="black"))), 100)[0]
    stamp, page = stamp_of(encoded(blank(colour="black")))
    scale = 100 / 72
    inside = black.crop((stamp.x * scale, stamp.y * scale, stamp.right * scale, stamp.bottom * scale)).convert("L")

    assert page.holds(stamp)
    assert 100 < ImageStat.Stat(inside).mean[0] < 200


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"", "page.not_an_image"),
        (b"%PDF-1.4", "page.not_an_image"),
        (copy().pages[0].image[:9000], "page.truncated"),
    ],
)
def test_a_picture_that_is_none_is_named(picture: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        of(picture)

    assert caught.value.code == code


@pytest.mark.parametrize(("width", "height"), [(9300, 9000), (15000, 12100)])
def test_a_huge_picture_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    huge = encoded(blank(width, height, "1", 1), "PNG")

    with pytest.raises(PageError) as caught:
        of(huge)

    assert caught.value.code == "page.too_large"

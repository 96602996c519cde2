"""Pictures in, or a clear refusal: by the header where it can be, always in bounded memory."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from app.domain.errors import PageError
from resources.texts import error_text
from scanners.imaging.load import load_pages
from scanners.imaging.picture import WORKING_PIXELS
from scanners.imaging.signature import FileKind, file_kind


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red left half, blue right half."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def refusal(data: bytes) -> PageError:
    with pytest.raises(PageError) as caught:
        list(load_pages(data))
    return caught.value


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_every_format_comes_as_rgb(form: str) -> None:
    [page] = load_pages(saved(picture(), form))

    assert page.pixels.shape == (40, 60, 3)
    assert page.pixels.dtype == np.uint8
    left, right = page.pixels[20, 8].astype(int), page.pixels[20, 50].astype(int)
    assert left[0] > 200
    assert left[2] < 60
    assert right[2] > 200


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr", "RGBA", "LA"])
def test_every_colour_mode_comes_as_rgb(mode: str) -> None:
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    source = picture(mode="RGB").convert(mode) if mode != "LA" else picture(mode="L").convert("LA")

    [page] = load_pages(saved(source, form))

    assert page.pixels.shape == (40, 60, 3)


def test_cmyk_keeps_its_colours() -> None:
    [page] = load_pages(saved(picture(mode="CMYK"), "JPEG"))

    assert page.pixels[20, 8, 0] > 180
    assert page.pixels[20, 8, 2] < 80


def test_transparent_paper_is_white() -> None:
    [page] = load_pages(saved(Image.new("RGBA", (30, 30), (0, 0, 0, 0)), "PNG"))

    assert page.pixels.min() == 255


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_are_brought_down_to_eight(form: str) -> None:
    deep = Image.fromarray(np.full((20, 30), 0x8000, np.uint16))

    [page] = load_pages(saved(deep, form))

    assert set(np.unique(page.pixels)) == {128}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    upright = picture()
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    tags = Image.Exif()
    tags[0x0112] = orientation

    [page] = load_pages(saved(stored, "PNG", exif=tags))

    assert np.array_equal(page.pixels, np.asarray(upright))


def test_stated_density_is_taken_unless_it_means_nothing() -> None:
    assert next(load_pages(saved(picture(), "JPEG", dpi=(300, 300)))).dpi == 300
    assert next(load_pages(saved(picture(), "JPEG", dpi=(72, 72)))).dpi is None
    assert next(load_pages(saved(picture(), "PNG"))).dpi is None


def test_pages_of_a_tiff_come_one_by_one() -> None:
    pages = [Image.new("RGB", (20 + n, 30), (n, n, n)) for n in range(3)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    assert [(page.index, page.pixels.shape[1]) for page in load_pages(data)] == [(0, 20), (1, 21), (2, 22)]


def pdf(*sizes: tuple[float, float]) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_pages_of_a_pdf_are_rendered_at_200_dpi() -> None:
    pages = list(load_pages(pdf((595, 842), (842, 595))))

    assert [page.pixels.shape for page in pages] == [(2339, 1653, 3), (1653, 2339, 3)]
    assert {page.dpi for page in pages} == {200}
    assert pages[0].pixels.min() == 255


def test_a_monstrous_pdf_page_is_rendered_coarser() -> None:
    [page] = load_pages(pdf((14_400, 14_400)))

    assert page.pixels.shape[0] * page.pixels.shape[1] <= 41_000_000
    assert page.dpi is not None
    assert page.dpi < 200


def test_a_page_of_kilometres_states_no_density() -> None:
    [page] = load_pages(pdf((1_440_000, 1_440_000)))

    assert page.dpi is None


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_huge_picture_is_refused_from_its_header(width: int, height: int) -> None:
    assert refusal(png_header(width, height)).code == "page.too_large"


def test_how_large_a_picture_is_is_said_as_people_count_it() -> None:
    error = refusal(png_header(40_000, 40_000))

    assert error_text(error.code, error.details).startswith("图片太大（约 16 亿像素）")


def test_a_long_thin_picture_is_told_its_length() -> None:
    error = refusal(png_header(40_000, 8))

    assert (error.code, error.details) == ("page.too_long", {"width": 40_000, "height": 8})


def test_a_hundred_megapixels_are_still_taken_for_what_they_claim() -> None:
    assert refusal(png_header(10_000, 10_000)).code in {"page.truncated", "page.damaged"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_half_a_file_is_refused(form: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    data = saved(Image.fromarray(noise), form)

    assert refusal(data[: int(len(data) * share)]).code in {"page.truncated", "page.damaged"}


def test_a_jpeg_that_lacks_only_its_end_is_truncated() -> None:
    data = saved(picture(400, 300), "JPEG")

    assert refusal(data[:-2]).code == "page.truncated"


def test_a_jpeg_whose_rest_was_never_written_is_truncated() -> None:
    """As a copy that was cut short leaves it on a stick: full length, zeros at the end. Decoders say nothing."""
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)
    data = saved(Image.fromarray(noise), "JPEG")
    zeroed = data[: len(data) // 2] + bytes(len(data) // 2)
    Image.open(io.BytesIO(zeroed)).load()

    assert refusal(zeroed).code == "page.truncated"


def test_what_a_phone_appends_behind_the_end_does_no_harm() -> None:
    [page] = load_pages(saved(picture(), "JPEG") + b"MotionPhoto_Data" * 40)

    assert page.pixels.shape == (40, 60, 3)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_moving_pictures_are_refused(form: str) -> None:
    frames = [Image.new("RGB", (20, 20), (n * 50, 0, 0)) for n in range(3)]
    error = refusal(saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100))

    assert error.code == "page.animated"
    assert error.details == {"frames": 3}


@pytest.mark.parametrize(
    ("data", "code", "details"),
    [
        (b"", "page.empty", {}),
        (b"hello, this is text", "page.not_an_image", {}),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "page.unsupported_format", {"format": "HEIC"}),
        (b"PK\x03\x04....OFD.xml....", "page.unsupported_format", {"format": "OFD"}),
        (b"PK\x03\x04....word/document.xml", "page.unsupported_format", {"format": "ZIP/DOCX/XLSX"}),
        (b"%PDF-1.7\nnothing more", "page.damaged", {}),
        (b"\xff\xd8\xff\xe0nothing more", "page.truncated", {}),
        (b"BM" + bytes(60), "page.damaged", {}),
    ],
)
def test_other_files_are_named(data: bytes, code: str, details: dict[str, object]) -> None:
    error = refusal(data)

    assert error.code == code
    assert error.details == details


def test_a_locked_pdf_says_so(locked_pdf: bytes) -> None:
    assert refusal(locked_pdf).code == "page.password"


@pytest.fixture
def locked_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_bytes_decide_what_a_file_is() -> None:
    assert file_kind(saved(picture(), "WEBP")) is FileKind.WEBP
    assert file_kind(b"\n\n%PDF-1.4 after a newline") is FileKind.PDF


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("GIF", "P")]
)
def test_more_than_anybody_can_see_is_halved(monkeypatch: pytest.MonkeyPatch, form: str, mode: str) -> None:
    monkeypatch.setattr("scanners.imaging.load.WORKING_PIXELS", 40_000)
    big = picture(400, 300, mode)

    [page] = load_pages(saved(big, form, dpi=(600, 600)) if form != "GIF" else saved(big, form))

    assert (page.pixels.shape, page.reduced) == ((150, 200, 3), 2)
    assert page.dpi == (300 if form != "GIF" else None)
    assert page.pixels[75, 40, 0] > 180
    assert page.pixels[75, 40, 2] < 80
    assert page.pixels[75, 160, 2] > 180


def test_deep_samples_are_halved_alike_in_every_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanners.imaging.load.WORKING_PIXELS", 40_000)
    samples = np.zeros((400, 300), np.uint16)
    samples[200:] = 0x8000

    [page] = load_pages(saved(Image.fromarray(samples), "PNG"))

    assert page.pixels.shape == (200, 150, 3)
    assert set(np.unique(page.pixels[:99])) == {0}
    assert set(np.unique(page.pixels[101:])) == {128}


def test_a_page_of_600_dpi_is_kept_as_it_is() -> None:
    assert WORKING_PIXELS >= 4961 * 7016

"""Pictures to bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageStat

from scanners.imaging.encode import RenditionFormat, encoded
from scanners.imaging.picture import Picture
from tests.fakes.scenes import flat_paper

FORMS = (RenditionFormat.JPEG, RenditionFormat.WEBP)


def letter() -> Picture:
    return np.asarray(flat_paper("partnership_agreement", 150).convert("RGB"))


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_comes_back_as_it_was(form: RenditionFormat) -> None:
    pixels = letter()

    with Image.open(io.BytesIO(encoded(pixels, form))) as back:
        assert Image.MIME[back.format or ""] == form.value
        assert back.size == (pixels.shape[1], pixels.shape[0])
        difference = ImageStat.Stat(ImageChops.difference(back.convert("RGB"), Image.fromarray(pixels)))
    assert max(difference.mean) < 2


def test_webp_takes_less_than_half_the_bytes() -> None:
    webp, jpeg = (len(encoded(letter(), form)) for form in (RenditionFormat.WEBP, RenditionFormat.JPEG))
    assert webp < 0.5 * jpeg


@pytest.mark.parametrize("form", FORMS)
def test_the_density_goes_along_where_it_is_known(form: RenditionFormat) -> None:
    def stated(dpi: int | None) -> object:
        with Image.open(io.BytesIO(encoded(letter(), form, dpi=dpi))) as back:
            return back.getexif().get(0x011A) or back.info.get("dpi", (None,))[0]

    assert stated(200) == 200
    assert stated(None) is None

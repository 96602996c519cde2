"""What is read from a page: writing, also under a seal; papers; never a word to the network or to the console."""

from __future__ import annotations

import hashlib
import io
import socket
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.domain.errors import PageError
from app.domain.page_text import Box, PageReading, SealShape, SignatureHint
from resources.paths import resource
from scanners.imaging.picture import Picture
from scanners.reading.text_engine import TextEngine, model_files, thread_count
from scanners.reading.text_reader import RapidTextReader
from scanners.simulated.sample_papers import sample_paper
from tests.fakes.scenes import flat_paper


@pytest.fixture(scope="module")
def reader() -> Iterator[RapidTextReader]:
    """Loading the models takes a second: once for all."""
    yield RapidTextReader()


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def plain(text: str) -> str:
    return "".join(text.split())


def test_a_form_is_read_whole_and_in_order(reader: RapidTextReader) -> None:
    reading = reader.read(jpeg(flat_paper("application_form", 200)))

    wanted = sample_paper("application_form")
    read, place = plain(reading.text), 0
    for word in (plain(word) for row in wanted.rows for word in row if word):
        assert word in read[place:]
        place = read.index(word, place) + len(word)
    assert plain(wanted.title) in plain(reading.lines[0].text + reading.lines[1].text)


def test_lines_say_how_sure_they_are_and_where_they_stand(reader: RapidTextReader) -> None:
    reading = reader.read(jpeg(flat_paper("id_card_front", 300)))

    for line in reading.lines:
        assert 0.5 <= line.confidence <= 1
        (left, top), (right, _), (_, bottom), _ = line.corners
        assert 0 <= left < right <= reading.width
        assert 0 <= top < bottom <= reading.height
    assert [name for name, _ in reading.timings_ms] == ["seals", "lines", "paper"]


def test_a_card_is_recognised_with_its_fields(reader: RapidTextReader) -> None:
    reading = reader.read(jpeg(flat_paper("id_card_front", 300)))

    assert reading.paper.kind == "resident_id_front"
    number = reading.paper.field("number")
    assert number is not None
    assert plain(number.value) in plain("".join(word for row in sample_paper("id_card_front").rows for word in row))


def test_a_date_under_a_seal_is_read(reader: RapidTextReader) -> None:
    reading = reader.read(jpeg(flat_paper("premises_proof", 200)))

    assert [seal.shape for seal in reading.seals] == [SealShape.ROUND]
    assert plain(sample_paper("premises_proof").date) in plain(reading.text)


def test_a_page_without_writing_gives_no_lines(reader: RapidTextReader) -> None:
    reading = reader.read(jpeg(Image.new("RGB", (800, 600), "white")))

    assert reading == PageReading(800, 600, (), reading.paper, (), SignatureHint.NO_PLACE, reading.timings_ms)
    assert reading.paper.kind is None


@pytest.mark.parametrize("size", [(4, 4), (3000, 8), (8, 3000), (40, 30), (31, 3000)])
def test_odd_sizes_are_no_reason_to_fail(reader: RapidTextReader, size: tuple[int, int]) -> None:
    assert reader.read(jpeg(Image.new("RGB", size, "white"))).lines == ()


def test_what_is_no_picture_is_refused(reader: RapidTextReader) -> None:
    with pytest.raises(PageError) as caught:
        reader.read(b"no picture")

    assert caught.value.code == "page.not_an_image"


def test_a_part_is_read_again_in_the_pixels_of_the_page(reader: RapidTextReader) -> None:
    pixels: Picture = np.asarray(flat_paper("id_card_front", 300))

    line = max(reader.read_pixels(pixels).lines, key=lambda one: len(one.text))
    (left, top), _, (right, bottom), _ = line.corners
    box = Box(round(left), round(top), round(right - left), round(bottom - top))

    [again] = reader.read_again(pixels, box)

    assert again.text == line.text
    assert np.abs(np.array(again.corners) - np.array(line.corners)).max() < 12


def test_the_same_picture_is_read_the_same_however_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels: Picture = np.asarray(flat_paper("business_licence", 100))
    read = []
    for threads in (1, 3):
        monkeypatch.setattr("scanners.reading.text_engine.thread_count", lambda count=threads: count)
        read.append(TextEngine().lines(pixels))

    assert read[0] == read[1]
    assert len(read[0]) > 5


def test_threads_leave_cores_for_the_window() -> None:
    assert 1 <= thread_count() <= 4


def test_nothing_is_fetched_and_nothing_is_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> Any:
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refused)
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in model_files().values()}

    own = RapidTextReader()
    own.read(jpeg(flat_paper("id_card_back", 200)))
    own.read(jpeg(Image.new("RGB", (300, 200), "white")))

    assert capfd.readouterr() == ("", "")
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in before} == before


def test_a_doubtful_line_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing seen from the side and out of focus: the second look is surer, and nearer to what is written."""
    written = "样本省示范市虚构路28号990101199001010017"
    font = ImageFont.truetype(str(resource("fonts", "NotoSansSC-Regular.ttf")), 40)
    picture = Image.new("RGB", (1200, 70), "white")
    ImageDraw.Draw(picture).text((10, 4), written, fill="black", font=font)
    pixels: Picture = np.asarray(picture.filter(ImageFilter.GaussianBlur(5)).resize((3600, 70)))
    engine = TextEngine()

    [second] = engine.lines(pixels)
    monkeypatch.setattr("scanners.reading.text_engine._DOUBTFUL", 0.0)
    [first] = engine.lines(pixels)

    assert second.confidence > first.confidence + 0.03
    assert SequenceMatcher(None, second.text, written).ratio() > SequenceMatcher(None, first.text, written).ratio()

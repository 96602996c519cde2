"""Photos of cards opened by a compiled C decoder, in a real worker process."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import DeviceError
from resources.texts import catalogue
from scanners.card_readers import open_card_reader
from scanners.simulated.sam_v_cards import PHOTO
from scanners.worker.photo_decoder import WorkerPhotoDecoder
from scanners.worker.process import Patience
from tests.conftest import ExpectLog
from tests.integration.sdt.compile_stub import compile_library

FACTORY = "scanners.faces.wlt_library:open_wlt_library"
SHORT = Patience(start_s=30.0, answer_s=1.0)


def decoder(folder: Path, **defines: str) -> WorkerPhotoDecoder:
    library = compile_library("stub_wlt.c", folder / "libwlt.so", defines)
    return WorkerPhotoDecoder(FACTORY, {"path": str(library)}, SHORT)


def code_of(opened: WorkerPhotoDecoder, photo: bytes = PHOTO) -> str:
    with pytest.raises(DeviceError) as caught:
        opened.decode(photo)
    opened.close()
    cause = caught.value.code.partition(".")[2]
    assert cause in catalogue("errors_device")
    return cause


def test_bare_rows_become_a_picture_lowest_row_first(tmp_path: Path) -> None:
    opened = decoder(tmp_path)
    picture = Image.open(io.BytesIO(opened.decode(b"\x05" + PHOTO[1:])))
    opened.close()
    assert (picture.format, picture.size) == ("BMP", (102, 126))
    assert picture.getpixel((50, 125)) == (5, 5, 5)
    assert picture.getpixel((50, 0)) == (130, 130, 130)


def test_a_whole_bmp_is_taken_as_it_is(tmp_path: Path) -> None:
    opened = decoder(tmp_path, WHOLE_BMP="102")
    written = opened.decode(b"\x21" + PHOTO[1:])
    opened.close()
    assert len(written) == 38862
    assert Image.open(io.BytesIO(written)).getpixel((3, 3)) == (0x21, 0x21, 0x21)


@pytest.mark.parametrize("defines", [{"STATUS": "-5"}, {"STATUS": "0"}, {"BLANK": ""}, {"WHOLE_BMP": "99"}], ids=str)
def test_what_is_no_picture_of_a_card_is_refused(tmp_path: Path, defines: dict[str, str]) -> None:
    assert code_of(decoder(tmp_path, **defines)) == "photo_not_decoded"


def test_a_photo_of_another_length(tmp_path: Path) -> None:
    assert code_of(decoder(tmp_path), PHOTO[:-1]) == "wrong_length"


@pytest.mark.parametrize(("what", "cause"), [("CRASH", "driver_crashed"), ("HANG", "driver_hung")])
def test_a_decoder_that_fails_badly(tmp_path: Path, what: str, cause: str, expect_log: ExpectLog) -> None:
    assert code_of(decoder(tmp_path, IN_UNPACK=what)) == cause
    expect_log("scanners.worker.process", "worker")


def test_a_library_without_the_function(tmp_path: Path) -> None:
    assert code_of(decoder(tmp_path, unpack="unpick")) == "library_lacks_function"


def test_a_reader_with_a_decoder_gives_the_photo(tmp_path: Path) -> None:
    decoder(tmp_path)
    reader = open_card_reader(f"simulated:resident-zhang?photo={tmp_path / 'libwlt.so'}")
    found = reader.read(timeout=5)
    reader.close()
    assert found.photo.startswith(b"BM")
    assert found.photo_wlt == PHOTO
    assert not found.photo_undecoded


def test_a_decoder_that_fails_costs_only_the_photo(tmp_path: Path, expect_log: ExpectLog) -> None:
    reader = open_card_reader(f"simulated:resident-zhang?photo={tmp_path / 'nowhere.so'}")
    found = reader.read(timeout=5)
    reader.close()
    assert (found.person.name, found.photo) == ("张䶮样本", b"")
    assert found.photo_undecoded
    expect_log("scanners.faces", "card photo not decoded: device.library_missing")

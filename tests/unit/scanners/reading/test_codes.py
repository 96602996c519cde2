"""Codes are read where they are, in the bytes they hold, and never made up."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Grey, as_bytes
from scanners.reading.code_text import code_text
from scanners.reading.codes import read_codes
from scanners.reading.zbar import read_with_zbar
from scanners.simulated.sample_papers import qr_picture
from tests.fakes.scenes import flat_paper
from tests.page_sets.codes import damaged_codes


def letter() -> Grey:
    """A page of writing without a code."""
    return np.array(flat_paper("partnership_agreement", 200).convert("L"))


def with_code(code: Grey, corner: tuple[int, int] = (700, 1400)) -> Grey:
    page = letter()
    page[corner[1] : corner[1] + code.shape[0], corner[0] : corner[0] + code.shape[1]] = code
    return page


def linear(text: str, module: float = 2.5, height: int = 90, form: str = "Code128") -> Grey:
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
    bars = np.asarray(zxingcpp.write_barcode_to_image(code, scale=8, add_quiet_zones=True))[: height * 2]
    return as_bytes(cv2.resize(bars, (round(bars.shape[1] * module / 8), height), interpolation=cv2.INTER_AREA))


def test_a_code_is_read_with_its_bytes_and_place() -> None:
    [code] = read_codes(with_code(qr_picture("TB|SQB|990101199003070023", 180)))

    assert (code.format, code.text, code.rescued) == ("QRCode", "TB|SQB|990101199003070023", False)
    assert code.data == b"TB|SQB|990101199003070023"
    x, y = np.array(code.corners).mean(0)
    assert (x, y) == pytest.approx((700 + 90, 1400 + 90), abs=8)
    across, down = np.subtract(code.corners[1], code.corners[0]), np.subtract(code.corners[3], code.corners[0])
    assert across[0] > 100
    assert down[1] > 100


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("words", ["云州市食品经营许可证", "样本贸易有限公司 张䶮 A-1", "㛃𬭎办件"])
def test_chinese_in_a_code_without_a_declared_character_set(words: str, charset: str) -> None:
    if charset == "gb18030" and "㛃" in words:
        words += "政务服务中心"  # rare characters alone are not told from another character set
    [code] = read_codes(with_code(qr_picture(words.encode(charset), 220)))

    assert code.text == words
    assert code.data == words.encode(charset)


def test_a_declared_character_set_is_obeyed() -> None:
    [code] = read_codes(with_code(qr_picture("办件编号 12", 180)))

    assert code.text == "办件编号 12"


@pytest.mark.parametrize(
    ("data", "decoded", "text"),
    [
        (b"plain", "plain", "plain"),
        ("caf\xe9s".encode("latin-1"), "caf\xe9s", "caf\xe9s"),
        ("点茗テスト".encode("shift_jis"), "点茗テスト", "点茗テスト"),
        ("政务".encode("gb18030"), "ÕþÎñ", "政务"),
        ("政务".encode(), "æ", "政务"),
        (b"\xff\xfe\x01", "ÿþ", "ÿþ"),
    ],
)
def test_bytes_are_taken_for_what_they_look_like(data: bytes, decoded: str, text: str) -> None:
    assert code_text(data, decoded, declared=False) == text


def test_what_the_code_declares_is_not_second_guessed() -> None:
    assert code_text("政务".encode("gb18030"), "as declared é", declared=True) == "as declared é"


def test_two_codes_on_a_page_are_both_read() -> None:
    page = with_code(qr_picture("first", 150), (200, 1500))
    bars = linear("XA123456785CN")
    page[1800 : 1800 + bars.shape[0], 800 : 800 + bars.shape[1]] = bars

    assert {code.text for code in read_codes(page)} == {"first", "XA123456785CN"}


def test_a_code_read_by_both_libraries_is_one() -> None:
    page = with_code(qr_picture("once", 200))

    assert len(read_with_zbar(page)) == 1
    assert len(read_codes(page)) == 1


@pytest.mark.parametrize("beside", [False, True])
def test_a_code_bright_on_dark_is_read_on_a_large_page(beside: bool) -> None:
    page = with_code(as_bytes(255 - qr_picture("negative", 200)))
    if beside:
        second = qr_picture("positive", 150)
        page[200 : 200 + len(second), 300 : 300 + len(second)] = second

    assert page.size > 3_000_000
    assert {code.text for code in read_codes(page)} == {"negative"} | ({"positive"} if beside else set())


def test_libzbar_leaves_the_bytes_of_a_code_as_they_are() -> None:
    [code] = read_with_zbar(with_code(qr_picture("云州市食品".encode("gb18030"), 220)))

    assert code.data == "云州市食品".encode("gb18030")


@pytest.mark.parametrize("turn", [13, 45, 78])
def test_turned_bars_are_rescued_and_marked(turn: int) -> None:
    page = with_code(linear("TB20261123A0001", 3.0, 60), (500, 1500))
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    turned = as_bytes(cv2.warpAffine(page, matrix, (width, height), borderValue=[240.0]))

    [code] = read_codes(turned)

    assert code.text == "TB20261123A0001"


def test_a_blurred_code_is_rescued() -> None:
    code = qr_picture("TB|SQB|990101199003070023", 116)
    blurred = as_bytes(cv2.GaussianBlur(with_code(code), (0, 0), 2.4))

    assert zxingcpp.read_barcodes(blurred) == []
    [read] = read_codes(blurred)
    assert read.text == "TB|SQB|990101199003070023"
    assert read.rescued
    assert np.array(read.corners).mean(0) == pytest.approx((758, 1458), abs=10)


def test_bars_that_only_one_repair_reads_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanners.reading import codes

    real, answers = codes._zxing, []

    def once_only(grey: Grey, *binarizer: object, negative: bool = True) -> list[codes._Raw]:
        answers.append(grey.shape)
        made_up = codes._Raw("Code128", f"{len(answers)}", b"%d" % len(answers), np.zeros((4, 2)) + len(answers) * 9)
        return [made_up] if len(answers) > 1 else real(grey)

    monkeypatch.setattr(codes, "_zxing", once_only)
    monkeypatch.setattr(codes, "_zbar", lambda _grey: [])

    assert codes.read_codes(letter()[:600, :600]) == ()
    assert len(answers) > 4


@pytest.mark.parametrize("paper", ["partnership_agreement", "premises_proof", "id_card_front", "power_of_attorney"])
def test_writing_holds_no_code(paper: str) -> None:
    assert read_codes(np.asarray(flat_paper(paper, 200).convert("L"))) == ()


def test_noise_holds_no_code() -> None:
    assert read_codes(np.random.default_rng(3).integers(0, 255, (700, 900)).astype(np.uint8)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 100), (3, 3), (12, 300), (300, 12)])
def test_tiny_pictures_do_no_harm(shape: tuple[int, int]) -> None:
    assert read_codes(np.full(shape, 200, np.uint8)) == ()


@pytest.mark.parametrize(("form", "text"), [("EAN13", "6901234567892"), ("Code39", "A123"), ("DataMatrix", "matrix")])
def test_other_kinds_are_read(form: str, text: str) -> None:
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
    picture = np.asarray(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))

    [read] = read_codes(with_code(picture, (300, 1500)))

    assert read.text == text
    assert read.format == form


FINE_BARS = ("clean", "turned_45", "low_contrast", "low_light", "noise_40", "shadow", "negative")


@pytest.mark.parametrize("damage", FINE_BARS)
def test_bars_of_little_more_than_a_pixel_are_read_through_all_their_rows(damage: str) -> None:
    first = next(damaged_codes("Code128", (damage,)))

    [read] = read_codes(first.grey)

    assert first.module == 1.3
    assert read.text == first.text
    right = max(x for x, _ in read.corners)
    assert right <= first.grey.shape[1]


def test_blurred_bars_are_read_and_marked() -> None:
    *_, coarse = (code for code in damaged_codes("Code128", ("blurred_1.5",)) if code.module == 2.0)

    [read] = read_codes(coarse.grey)

    assert (read.text, read.rescued) == (coarse.text, True)


def test_both_halves_of_the_bars_must_say_the_same() -> None:
    page = letter()
    for top, text in ((1400, "TB20261123A0001"), (1422, "TB20261123A0002")):
        bars = as_bytes(255 - linear(text, 2.0, 22))
        page[top : top + 22, 300 : 300 + bars.shape[1]] = bars

    assert read_codes(page) == ()


@pytest.mark.parametrize("damage", ["turned_45", "low_light", "noise_40", "shadow", "perspective", "negative"])
def test_damaged_matrix_codes_are_read(damage: str) -> None:
    for code in damaged_codes("QRCode", (damage,)):
        assert [read.text for read in read_codes(code.grey)] == [code.text]


def test_a_misread_line_of_bars_is_not_believed() -> None:
    """Of one of these libzbar reads a wrong number, on a single line of the picture."""
    for code in damaged_codes("Code128", ("perspective",)):
        assert all(read.text == code.text for read in read_codes(code.grey))


@pytest.mark.parametrize(("damage", "module"), [("blurred_1.5", 2.0), ("moved_9", 4.0)])
def test_a_matrix_code_out_of_focus_or_moved_is_brought_back(damage: str, module: float) -> None:
    for code in damaged_codes("QRCode", (damage,)):
        if code.module == module:
            assert [read.text for read in read_codes(code.grey)] == [code.text]

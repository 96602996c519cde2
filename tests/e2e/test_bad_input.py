"""Bad files, cards and numbers at the whole station: words beside the cause, a code, nothing lost, no crash."""

from __future__ import annotations

import io
import os
import signal
import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.applicant import IdDocumentKind
from app.domain.errors import TongbanError
from app.domain.material import Provision
from scanners.simulated.sam_v_cards import make_card, sample_card
from scanners.simulated.sam_v_module import Fault as CardFault
from scanners.simulated.sam_v_module import FaultKind as CardFaultKind
from tests.conftest import ExpectLog
from tests.e2e.station import (
    CARD,
    Station,
    Visit,
    nobody,
    paper_photograph,
    raised,
    station,
    told,
)
from tests.fakes.desk import resident_number

pytestmark = pytest.mark.usefixtures("log_of_day")


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A grey PNG that says it is this large; `rows` is what its data unfold to."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A small file of 400 million pixels."""
    return png(20_000, 20_000, bytes(20_001 * 20_000))


def locked_pdf() -> bytes:
    import pypdf

    writer, written = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt("0000", algorithm="AES-256")
    writer.write(written)
    return written.getvalue()


def animation() -> bytes:
    from PIL import Image

    written, frames = io.BytesIO(), [Image.new("L", (300, 300), shade) for shade in (0, 99, 255)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


FILES: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("half.jpg", lambda: paper_photograph()[: len(paper_photograph()) // 2], "page.truncated"),
    ("half.png", lambda: png(1200, 1600, bytes(300_000)), "page.truncated"),
    ("huge.png", lambda: png(12_000, 9_000), "page.too_large"),
    ("long.png", lambda: png(40_000, 900), "page.too_long"),
    ("bomb.png", bomb, "page.too_large"),
    ("letter.jpg", "这不是图片。".encode, "page.not_an_image"),
    ("noise.jpg", lambda: bytes(range(7, 250)) * 99, "page.not_an_image"),
    ("program.png", lambda: b"MZ" + bytes(4000), "page.not_an_image"),
    ("empty.jpg", lambda: b"", "page.empty"),
    ("dot.png", lambda: png(2, 2, bytes(6)), "page.too_small"),
    ("locked.pdf", locked_pdf, "page.password"),
    ("half.pdf", lambda: b"%PDF-1.7\n" + bytes(500), "page.damaged"),
    ("head.jpg", lambda: paper_photograph()[:20], "page.truncated"),
    ("phone.heic", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(900), "page.unsupported_format"),
    ("dance.gif", animation, "page.animated"),
)


def test_bad_files_are_named_and_cost_the_draft_nothing(tmp_path: Path, paper: Path) -> None:
    found: dict[str, str] = {}
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.choose()
        workspace.edit_case.provide(visit.case_id, "application_form", Provision.PAPER)
        assert visit.capture("application_form", paper) == 1
        before = visit.now()
        for name, content, _ in FILES:
            path = tmp_path / name
            path.write_bytes(content())
            found[name] = raised(lambda path=path: visit.capture("application_form", path)).code  # type: ignore[misc]
            assert visit.now().rows == before.rows, name
        assert visit.now().case.form == before.case.form
        assert visit.capture("application_form", paper) == 1
    assert found == {name: code for name, _, code in FILES}


def test_files_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    with (tmp_path / "film.jpg").open("wb") as film:
        film.truncate(300 << 20)
    expected = {
        "gone.jpg": "device.file_missing",
        "folder.jpg": "device.file_unreadable",
        "pipe.jpg": "device.file_unreadable",
        "film.jpg": "page.file_too_large",
    }
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.choose()
        found = {
            name: raised(lambda name=name: visit.capture("application_form", tmp_path / name)).code  # type: ignore[misc]
            for name in expected
        }
        assert all(row.pages == () for row in visit.now().rows)
    assert found == expected


def test_a_reader_killed_over_a_page_is_started_again(tmp_path: Path, paper: Path, expect_log: ExpectLog) -> None:
    expect_log("scanners.worker.process", "ended by itself")
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.choose()
        visit.capture("application_form", paper)  # the worker runs now
        capture = workspace.capture_pages
        process = capture.reader.process_id  # type: ignore[attr-defined]  # the real one runs apart
        assert process is not None
        frame = next(iter(capture.scan(_file(paper), nobody)))
        page = capture.keep(workspace.session, visit.case_id, "premises_proof", frame)
        threading.Timer(0.05, os.kill, (process, signal.SIGKILL)).start()
        codes: set[str] = set()
        while not codes:  # the kill may come between two looks
            try:
                capture.analyse(visit.case_id, page.id)
            except TongbanError as error:
                told(error)
                codes.add(error.code)
        assert codes == {"device.driver_crashed"}
        kept = {row.material.code: row.pages for row in visit.now().rows}
        assert [one.id for one in kept["premises_proof"]] == [page.id]
        assert len(capture.analyse(visit.case_id, page.id)) == 1
        assert capture.unseen(visit.case_id) == ()
        assert capture.reader.process_id != process  # type: ignore[attr-defined]


def _file(path: Path) -> Any:
    from app.ports.document_source import ScanRequest

    return ScanRequest("file", paths=(str(path),))


RIGHT = resident_number("99010119900101001")
WRONG = RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")
RESIDENT = {
    "name": "王样本",
    "sex": "1",
    "ethnicity": "01",
    "birth_date": "19900101",
    "address": "样本路1号",
    "number": RIGHT,
    "authority": "样本公安局",
    "valid_from": "20200101",
    "valid_until": "20400101",
}


def test_bad_cards_and_readers_leave_the_draft_alone(tmp_path: Path) -> None:
    faults: list[tuple[Callable[[Station], object], str]] = [
        (
            lambda at: at.device.module.put(make_card("resident_id", RESIDENT, kind_flag="Z")),
            "device.card_unknown_kind",
        ),
        (
            lambda at: at.device.module.put(make_card("resident_id", {**RESIDENT, "birth_date": "20011399"})),
            "device.card_record_damaged",
        ),
        (lambda at: _fail(at, CardFaultKind.BAD_CHECKSUM, times=99), "device.bad_checksum"),
        (lambda at: _fail(at, CardFaultKind.STATUS, status=0x32), "device.card_refused"),
        (lambda at: _fail(at, CardFaultKind.UNPLUG), "device.unplugged"),
    ]
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        before = workspace.edit_case.set_fields(visit.case_id, {"applicant.phone": "19900000021"}, "applicant.phone")
        for spoil, code in faults:
            around.device.module.put(sample_card(CARD))
            around.device.module.faults.clear()
            spoil(around)
            assert raised(lambda: workspace.read_identity.read(nobody)).code == code
            assert visit.now().case == before.case
        around.device.module.faults.clear()
        assert raised(lambda: workspace.read_identity.read(nobody)).code == "device.port_missing"
        around.device.module.put(sample_card(CARD))
        around.device.start()
        changes = {"reader.address": f"sam-v:serial:{around.device.port}"}
        workspace.manage_settings.change(workspace.session, changes)
        assert visit.identify().case.form["applicant.name"] == "陈𬭎样本"
        address = {"reader.address": "sam-v:usb:1"}
        workspace.manage_settings.change(workspace.session, address)
        assert raised(lambda: workspace.read_identity.read(nobody)).code == "device.unknown_reader"


def _fail(around: Station, kind: CardFaultKind, *, times: int = 1, status: int = 0) -> None:
    around.device.module.fail(CardFault(kind, "read", times, status))


def test_a_card_with_a_wrong_check_digit_is_marked_at_its_field(tmp_path: Path) -> None:
    with station(tmp_path) as around, around.opened() as workspace:
        around.device.module.put(make_card("resident_id", {**RESIDENT, "number": WRONG}))
        state = Visit.begin(workspace).identify()
        assert [(one.code, one.field) for one in state.errors] == [("input.check_digit", "applicant.document_number")]
        told(state.errors[0])


K = IdDocumentKind


def _wrong(stem: str) -> str:
    """Seventeen digits with a check digit that is not theirs."""
    right = resident_number(stem)
    return stem + ("0" if right[-1] != "0" else "1")


NUMBERS = (
    (K.RESIDENT_ID, RIGHT, WRONG, "check_digit"),
    (K.RESIDENT_ID, RIGHT, "99010119900101001", "number_length"),
    (K.RESIDENT_ID, RIGHT, "990101199002300014", "date_impossible"),
    (K.TEMPORARY_ID, RIGHT, WRONG, "check_digit"),
    (K.HOUSEHOLD_REGISTER, RIGHT, WRONG, "check_digit"),
    (K.RESIDENCE_PERMIT, "", _wrong("81000019900101001"), "check_digit"),
    (K.FOREIGN_PR_2023, "", _wrong("91112419900101001"), "check_digit"),
    (K.FOREIGN_PR_2017, "CAN110190010102", "CAN11019001010", "number_length"),
    (K.FOREIGN_PR_2017, "CAN110190010102", "CAN1101900101O2", "number_alphabet"),
    (K.HK_MACAU_PERMIT, "H12345678", "H1234567", "number_length"),
    (K.HK_MACAU_PERMIT, "H12345678", "Q12345678", "permit_first_letter"),
    (K.TAIWAN_PERMIT, "12345678", "1234567", "number_length"),
    (K.PASSPORT, "E12345678", "样本样本样本样本样", "number_alphabet"),
)


def test_a_wrong_number_is_named_at_its_field_and_kept_as_typed(tmp_path: Path) -> None:
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        for role in ("applicant", "agent"):
            present = {"agent.present": "yes"} if role == "agent" else {}
            for kind, right, wrong, cause in NUMBERS:
                typed = {**present, f"{role}.document_kind": kind.value, f"{role}.document_number": wrong}
                state = workspace.edit_case.set_fields(visit.case_id, typed, f"{role}.document_number")
                errors = {error.field: error for error in state.errors}
                error = errors[f"{role}.document_number"]
                assert error.code == f"input.{cause}", (kind, wrong)
                told(error)
                assert wrong not in str(error)
                assert state.case.form[f"{role}.document_number"] == wrong
                assert not state.can_receive
                if right:
                    typed[f"{role}.document_number"] = right
                    state = workspace.edit_case.set_fields(visit.case_id, typed, f"{role}.document_number")
                    assert f"{role}.document_number" not in {error.field for error in state.errors}
        assert raised(visit.receive).code == "rule.no_item"
        visit.choose()
        assert raised(visit.receive).code == "rule.incomplete"


def test_other_numbers_with_check_digits(tmp_path: Path) -> None:
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        typed = {
            "applicant.kind": "organisation",
            "applicant.credit_code": "91990101MA0000008H",
            "applicant.phone": "1990000002",
            "delivery.way": "post",
            "delivery.phone": "12",
        }
        state = workspace.edit_case.set_fields(visit.case_id, typed, "applicant.credit_code")
        assert {(error.field, error.code) for error in state.errors} == {
            ("applicant.credit_code", "input.check_digit"),
            ("applicant.phone", "input.phone_mobile_length"),
            ("delivery.phone", "input.phone_form"),
        }
        for error in state.errors:
            told(error)
        for spoilt, code in ((zone.replace("C36U", "C37U"), "input.mrz_check_number"), (zone[:60], "input.mrz_length")):
            refused = raised(
                lambda spoilt=spoilt: workspace.read_identity.apply_zone(  # type: ignore[misc]
                    workspace.session, visit.case_id, "applicant", spoilt
                )
            )
            assert (refused.code, refused.field) == (code, "applicant.mrz")
        assert visit.now().case.form == state.case.form


def test_wrong_words_about_a_paper_name_their_field(tmp_path: Path) -> None:
    licence = "1.2.156.3005.2.11100000000013127D001.11320100000000123X.0000000001.001.A"
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        visit.choose()
        before = visit.now()
        cases: tuple[tuple[dict[str, Any], str, str], ...] = (
            ({"e_licence_number": licence}, "input.", "material.e_licence_number"),
            ({"e_licence_number": "样本\x07"}, "input.control_character", "material.e_licence_number"),
            ({"remark": "样" * 301}, "input.too_long", "material.remark"),
            ({"originals": 1000}, "input.count", "material.originals"),
            ({"copies": -1}, "input.count", "material.copies"),
            ({"sheets": 10_000}, "input.count", "material.sheets"),
        )
        for more, code, where in cases:
            way = Provision.E_LICENCE if "e_licence_number" in more else Provision.PAPER
            error = raised(
                lambda more=more, way=way: workspace.edit_case.provide(  # type: ignore[misc]
                    visit.case_id, "premises_proof", way, **more
                )
            )
            assert error.code.startswith(code), more
            assert error.field == where, more
        assert visit.now() == before


def test_characters_nobody_can_see_are_named_and_kept(tmp_path: Path) -> None:
    with station(tmp_path) as around, around.opened() as workspace:
        visit = Visit.begin(workspace)
        for typed in ("样\x00本", "样本\ud842", "样" * 101):
            state = workspace.edit_case.set_fields(visit.case_id, {"applicant.name": typed}, "applicant.name")
            error = next(error for error in state.errors if error.field == "applicant.name")
            told(error)
            assert visit.now().case.form["applicant.name"] == typed

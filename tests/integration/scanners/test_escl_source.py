"""Network scanners over real HTTP: pages in their order, every fault named, nothing without an end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceKind
from scanners.drivers.escl.client import EsclPatience
from scanners.drivers.escl.source import EsclDocumentSource
from tests.fakes import escl_device
from tests.fakes.escl_device import LoopbackEsclDevice, Trick, page, running, source_of, xml

PATIENCE = EsclPatience(connect_s=0.5, query_s=1.0, stall_s=0.6, page_s=1.5, busy_s=0.5, rest_s=0.05, farewell_s=0.5)
SHEETS = [(page(f"front {n}"), page(f"back {n}")) for n in (1, 2, 3)]
FRONTS = [front for front, _ in SHEETS]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture
def device() -> Iterator[LoopbackEsclDevice]:
    with running(LoopbackEsclDevice(feeder=list(SHEETS))) as on:
        yield on


def source(device: LoopbackEsclDevice) -> EsclDocumentSource:
    return EsclDocumentSource([device.address], PATIENCE)


def request(device: LoopbackEsclDevice, **wanted: object) -> ScanRequest:
    return ScanRequest(f"escl:{device.address}", **{"dpi": 150, **wanted})  # type: ignore[arg-type]  # by name


def taken(device: LoopbackEsclDevice, **wanted: object) -> list[ScannedFrame]:
    return list(source(device).scan(request(device, **wanted)))


def fault(device: LoopbackEsclDevice, **wanted: object) -> tuple[list[bytes], DeviceError]:
    """The pages before the fault, and the fault."""
    pages: list[bytes] = []
    with pytest.raises(DeviceError) as caught:
        pages.extend(frame.data for frame in source(device).scan(request(device, **wanted)))
    return pages, caught.value


def test_the_scanner_is_described_by_what_it_says(device: LoopbackEsclDevice) -> None:
    [listed] = source(device).list()

    assert listed == source(device).describe(listed.id)
    assert listed.id == f"escl:{device.address}"
    assert "Sample Loopback 100" in listed.name
    assert "127.0.0.1" in listed.name
    assert (listed.kind, listed.dpi_choices) == (SourceKind.FLATBED, (75, 150, 300))
    assert (listed.colour, listed.feeder, listed.duplex) == (True, True, True)


def test_one_page_comes_from_the_glass(device: LoopbackEsclDevice) -> None:
    [frame] = taken(device)

    assert frame == ScannedFrame(device.glass, "image/jpeg", f"escl:{device.address}", 150, 0)
    assert source_of(device.tickets[0]) == "pwg:Platen"
    assert "<scan:ColorMode>RGB24<" in device.tickets[0]
    assert "<scan:XResolution>150<" in device.tickets[0]


def test_the_feeder_is_emptied(device: LoopbackEsclDevice) -> None:
    frames = taken(device, feeder=True)

    assert [frame.data for frame in frames] == FRONTS
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert "DELETE delete" not in device.seen  # a job that ended well has nothing to stop


def test_both_sides_come_front_then_back(device: LoopbackEsclDevice) -> None:
    frames = taken(device, feeder=True, duplex=True)

    assert [frame.data for frame in frames] == [side for sheet in SHEETS for side in sheet]
    assert "<scan:Duplex>true<" in device.tickets[0]


@pytest.mark.parametrize(("wanted", "chosen"), [(150, 150), (200, 300), (1200, 300), (30, 75)])
def test_the_nearest_resolution_is_asked_for_and_told(device: LoopbackEsclDevice, wanted: int, chosen: int) -> None:
    [frame] = taken(device, dpi=wanted)

    assert frame.dpi == chosen
    assert f"<scan:XResolution>{chosen}<" in device.tickets[0]


def test_a_grey_page_is_asked_for(device: LoopbackEsclDevice) -> None:
    taken(device, colour=False)

    assert "<scan:ColorMode>Grayscale8<" in device.tickets[0]


def test_documents_come_as_pdf_where_the_scanner_makes_nothing_else(device: LoopbackEsclDevice) -> None:
    device.formats, device.glass = ("application/pdf",), PDF

    [frame] = taken(device)

    assert (frame.data, frame.media_type) == (PDF, "application/pdf")
    assert "<scan:DocumentFormatExt>application/pdf<" in device.tickets[0]


def test_the_bytes_count_and_not_what_they_are_called(device: LoopbackEsclDevice) -> None:
    device.tricks["NextDocument"] = Trick(escl_device.body(page("x"), "application/octet-stream"), times=1)

    [frame] = taken(device)

    assert frame.media_type == "image/jpeg"


def test_a_batch_is_bounded_and_its_job_stopped(device: LoopbackEsclDevice) -> None:
    device.tricks["NextDocument"] = Trick(escl_device.body(page("endless")))

    assert len(taken(device, feeder=True, max_pages=7)) == 7
    assert device.seen[-1] == "DELETE delete"


def test_a_scanner_without_glass_takes_one_sheet_from_its_feeder(device: LoopbackEsclDevice) -> None:
    device.inputs = ("Adf",)

    [listed] = source(device).list()
    [frame] = taken(device)

    assert (listed.kind, listed.duplex) == (SourceKind.FEEDER, False)
    assert frame.data == FRONTS[0]


def test_a_scanner_without_feeder_says_so(device: LoopbackEsclDevice) -> None:
    device.inputs = ("Platen",)

    assert fault(device, feeder=True)[1].code == "device.no_feeder"
    assert device.tickets == []


@pytest.mark.parametrize("prefix", ["pwg", "scan"])
def test_the_input_source_is_spelled_as_the_scanner_wants_it(device: LoopbackEsclDevice, prefix: str) -> None:
    device.accepts = lambda ticket: source_of(ticket).startswith(prefix)
    escl = source(device)

    for _ in range(2):
        assert len(list(escl.scan(request(device)))) == 1
    # Learnt once: the second scan begins with what the first one found out.
    assert [source_of(ticket) for ticket in device.tickets][-1] == f"{prefix}:Platen"
    assert len(device.tickets) == (2 if prefix == "pwg" else 3)


def test_settings_that_are_refused_both_ways_are_told(device: LoopbackEsclDevice) -> None:
    device.accepts = lambda _: False

    assert fault(device)[1].code == "device.option_refused"
    assert len(device.tickets) == 2


def test_a_busy_scanner_is_asked_again(device: LoopbackEsclDevice) -> None:
    device.tricks["ScanJobs"] = Trick(escl_device.status(503), times=3)
    device.tricks["NextDocument"] = Trick(escl_device.status(503), times=3)

    assert [frame.data for frame in taken(device)] == [device.glass]


def test_a_scanner_that_stays_busy_is_given_up(device: LoopbackEsclDevice) -> None:
    device.tricks["ScanJobs"] = Trick(escl_device.status(503))
    began = time.monotonic()

    assert fault(device)[1].code == "device.busy"
    assert time.monotonic() - began < 3
    assert len(device.tickets) > 3


def test_no_paper_is_told(device: LoopbackEsclDevice) -> None:
    device.feeder = []

    assert fault(device, feeder=True)[1].code == "device.feeder_empty"


def test_a_job_without_any_page_means_no_paper(device: LoopbackEsclDevice) -> None:
    device.tricks["NextDocument"] = Trick(escl_device.status(404))

    assert fault(device, feeder=True)[1].code == "device.feeder_empty"
    assert fault(device)[1].code == "device.no_picture"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("ScannerAdfJam", "device.jam"),
        ("ScannerAdfHatchOpen", "device.cover_open"),
        ("ScannerAdfDoorOpen", "device.cover_open"),
        ("ScannerAdfMispick", "device.feeder_mispick"),
        ("ScannerAdfMultipickDetected", "device.double_feed"),
        ("ScannerAdfDuplexPageTooLong", "device.page_length"),
        ("ScannerAdfInputTrayFailed", "device.feeder_failed"),
        ("ScannerAdfInputTrayOverloaded", "device.feeder_overloaded"),
    ],
)
@pytest.mark.parametrize("after", [0, 2])
def test_faults_of_the_feeder_come_after_the_pages_before(
    device: LoopbackEsclDevice, state: str, code: str, after: int
) -> None:
    device.fail_after[after] = state

    pages, error = fault(device, feeder=True)

    assert (pages, error.code) == (FRONTS[:after], code)


@pytest.mark.parametrize(
    ("state", "reasons", "job_state", "code"),
    [
        ("Stopped", "CoverOpen", "Processing", "device.cover_open"),
        ("Stopped", "media-jam-error", "Processing", "device.jam"),
        ("Stopped", "", "Processing", "device.scanner_stopped"),
        ("Down", "", "Processing", "device.scanner_stopped"),
        ("Idle", "", "Canceled", "device.cancelled"),
        ("Idle", "", "Aborted", "device.scan_aborted"),
    ],
)
def test_why_a_job_ended_is_told(
    device: LoopbackEsclDevice, state: str, reasons: str, job_state: str, code: str
) -> None:
    device.state, device.reasons, device.job_state = state, reasons, job_state
    device.tricks["NextDocument"] = Trick(escl_device.status(404), after=1)

    pages, error = fault(device, feeder=True)

    assert (pages, error.code) == (FRONTS[:1], code)


@pytest.mark.parametrize("resource", ["ScannerCapabilities", "ScannerStatus", "ScanJobs", "NextDocument"])
@pytest.mark.parametrize(
    ("play", "code"),
    [
        (escl_device.status(500), "scanner_error"),
        (escl_device.status(403), "access_denied"),
        (escl_device.html, "scanner_bad_answer"),
        (escl_device.hang, "scanner_hung"),
        (escl_device.drip, "scanner_hung"),
        (escl_device.hang_up, "transfer_cut"),
        (escl_device.half_body(page("half")), "transfer_cut"),
        (escl_device.giant_headers, "scanner_bad_answer"),
        (escl_device.many_headers, "scanner_bad_answer"),
        (escl_device.not_http, "scanner_bad_answer"),
        (escl_device.gzip_body, "scanner_bad_answer"),
    ],
)
def test_every_misbehaviour_is_named_wherever_it_comes(
    device: LoopbackEsclDevice, resource: str, play: escl_device.Play, code: str
) -> None:
    device.tricks[resource] = Trick(play, after=2 if resource == "NextDocument" else 0)
    if resource == "ScannerStatus":
        device.tricks["NextDocument"] = Trick(escl_device.status(404), after=2)
    began = time.monotonic()

    pages, error = fault(device, feeder=True)

    if resource == "ScanJobs" and code == "scanner_bad_answer" and play is escl_device.html:
        code = "scanner_error"  # a status that is no 201 is no job, whatever is in it
    assert error.code == f"device.{code}"
    assert pages == (FRONTS[:2] if resource in {"NextDocument", "ScannerStatus"} else [])
    assert time.monotonic() - began < 6


def test_a_picture_without_its_end_is_thrown_away(device: LoopbackEsclDevice) -> None:
    whole = page("cut")
    device.tricks["NextDocument"] = Trick(escl_device.body(whole[: len(whole) // 2]), after=1)
    assert fault(device, feeder=True)[1].code == "device.transfer_cut"

    device.tricks["NextDocument"] = Trick(escl_device.half_body_without_length(whole), after=1)
    pages, error = fault(device, feeder=True)
    assert (pages, error.code) == (FRONTS[:1], "device.transfer_cut")


@pytest.mark.parametrize(("sent", "code"), [(b"", "no_picture"), (b"GIF no", "scanner_bad_answer")])
def test_what_is_no_picture_is_no_page(device: LoopbackEsclDevice, sent: bytes, code: str) -> None:
    device.tricks["NextDocument"] = Trick(escl_device.body(sent))

    assert fault(device)[1].code == f"device.{code}"


def test_a_flood_is_cut_off(device: LoopbackEsclDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanners.drivers.escl.device.MAX_DOCUMENT_BYTES", 5_000_000)
    device.tricks["NextDocument"] = Trick(escl_device.flood)

    error = fault(device)[1]

    assert (error.code, error.details) == ("device.document_too_large", {"megabytes": 5})


def test_a_long_answer_to_a_short_question_is_cut_off(device: LoopbackEsclDevice) -> None:
    device.tricks["ScannerCapabilities"] = Trick(escl_device.flood)

    assert fault(device)[1].code == "device.document_too_large"


def test_a_job_lives_on_the_scanner_wherever_its_address_points(device: LoopbackEsclDevice) -> None:
    """The device names another host in Location; only its own is ever spoken to."""
    device.calls_itself = "http://scanner.invalid:81"

    assert len(taken(device)) == 1


def test_a_redirection_is_not_followed(device: LoopbackEsclDevice) -> None:
    def elsewhere(request: escl_device.Request) -> None:
        request.answer(302, Location="http://127.0.0.1:9/eSCL/ScannerCapabilities")

    device.tricks["ScannerCapabilities"] = Trick(elsewhere)

    error = fault(device)[1]
    assert (error.code, error.details) == ("device.scanner_error", {"status": 302})


def test_a_scanner_that_is_off_is_told(device: LoopbackEsclDevice) -> None:
    gone = EsclDocumentSource(["http://127.0.0.1:9/eSCL"], PATIENCE)

    with pytest.raises(DeviceError) as caught:
        list(gone.scan(ScanRequest("escl:http://127.0.0.1:9/eSCL")))
    assert (caught.value.code, caught.value.details) == (
        "device.scanner_offline",
        {"address": "http://127.0.0.1:9/eSCL"},
    )
    with pytest.raises(DeviceError, match="scanner_offline"):
        gone.list()
    both = EsclDocumentSource(["http://127.0.0.1:9/eSCL", device.address], PATIENCE)
    assert [one.id for one in both.list()] == [f"escl:{device.address}"]


def test_no_address_is_no_scanner() -> None:
    assert EsclDocumentSource([]).list() == ()


def test_a_web_page_at_the_address_is_no_scanner(device: LoopbackEsclDevice) -> None:
    device.tricks["ScannerCapabilities"] = Trick(escl_device.status(404))

    with pytest.raises(DeviceError, match="not_a_scanner"):
        source(device).list()


def test_an_unencrypted_port_spoken_to_in_tls_is_told(device: LoopbackEsclDevice) -> None:
    address = device.address.replace("http:", "https:")

    with pytest.raises(DeviceError, match="scanner_certificate"):
        EsclDocumentSource([address], PATIENCE).list()


def test_an_id_of_another_source_is_refused(device: LoopbackEsclDevice) -> None:
    with pytest.raises(DeviceError, match="source_unknown"):
        source(device).describe("escl:http://127.0.0.1:1/eSCL")


@pytest.mark.parametrize("after", [0, 2])
def test_a_cancelled_scan_ends_at_once_and_the_scanner_is_told(device: LoopbackEsclDevice, after: int) -> None:
    device.tricks["NextDocument"] = Trick(escl_device.hang, after=after)
    patient = EsclDocumentSource([device.address], EsclPatience())
    pages: list[bytes] = []
    began = time.monotonic()

    with pytest.raises(Cancelled):
        for frame in patient.scan(
            request(device, feeder=True), cancelled=lambda: device.seen.count("GET NextDocument") > after
        ):
            pages.append(frame.data)

    assert pages == FRONTS[:after]
    assert time.monotonic() - began < 5
    assert device.seen[-1] == "DELETE delete"
    device.tricks.clear()
    assert len(taken(device)) == 1


def test_a_job_that_is_made_after_the_clerk_has_stopped_is_deleted(device: LoopbackEsclDevice) -> None:
    def late(request: escl_device.Request) -> None:
        time.sleep(0.4)  # the scanner's pace, not a wait for something
        device.answers["ScanJobs"](request)

    device.tricks["ScanJobs"] = Trick(late)

    with pytest.raises(Cancelled):
        list(source(device).scan(request(device), cancelled=lambda: bool(device.tickets)))

    assert device.ended.wait(5)
    assert device.seen[-1] == "DELETE delete"


def test_leaving_a_batch_stops_the_job(device: LoopbackEsclDevice) -> None:
    frames = source(device).scan(request(device, feeder=True))
    next(frames)

    frames.close()  # type: ignore[attr-defined]  # a generator behind the Iterator of the port

    assert device.seen[-1] == "DELETE delete"


def test_a_scanner_that_does_not_hear_the_end_any_more_does_no_harm(device: LoopbackEsclDevice) -> None:
    device.tricks["delete"] = Trick(escl_device.hang_up)

    assert len(taken(device)) == 1


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("document_type", [ENTITIES, '<!DOCTYPE a SYSTEM "file:///etc/hostname">', "<!DOCTYPE a>"])
def test_an_answer_with_a_document_type_is_refused_though_all_else_is_well(
    device: LoopbackEsclDevice, encoding: str, document_type: str
) -> None:
    declaration, _, rest = device.capabilities().decode().partition("?>")
    named = rest.replace("Sample", "&c;") if document_type == ENTITIES else rest
    plain = f"{declaration}?>{rest}".replace("UTF-8", encoding).encode(encoding)
    armed = f"{declaration}?>{document_type}{named}".replace("UTF-8", encoding).encode(encoding)

    device.tricks["ScannerCapabilities"] = Trick(escl_device.body(plain, "text/xml"))
    assert len(source(device).list()) == 1
    device.tricks["ScannerCapabilities"] = Trick(escl_device.body(armed, "text/xml"))
    assert fault(device)[1].code == "device.scanner_bad_answer"


@pytest.mark.parametrize(
    "answer",
    [
        b"<ScannerCapabilities>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</ScannerCapabilities>",
        b"<ScannerCapabilities>" + b"<a/>" * 30_000 + b"</ScannerCapabilities>",
        b'<?xml version="1.0" encoding="no-such"?><ScannerCapabilities/>',
        xml("ScannerStatus", ""),
        xml("ScannerCapabilities", ""),
        xml("ScannerCapabilities", "<scan:Platen>")[:-30],
    ],
)
def test_hostile_xml_is_refused(device: LoopbackEsclDevice, answer: bytes) -> None:
    device.tricks["ScannerCapabilities"] = Trick(escl_device.body(answer, "text/xml"))

    assert fault(device)[1].code == "device.scanner_bad_answer"


def test_pages_are_asked_for_one_after_the_other(device: LoopbackEsclDevice) -> None:
    """The next page is fetched only when the caller asks: what it was given is safe by then."""
    frames = source(device).scan(request(device, feeder=True))
    asked = []
    for _ in frames:
        asked.append(sum("NextDocument" in one for one in device.seen))

    assert asked == [1, 2, 3]

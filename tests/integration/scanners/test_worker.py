"""Worker processes: killed, hung, refusing, and gone when the workstation is gone."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, PageError, TongbanError
from app.domain.page import PageConfidence
from app.ports.document_source import ScanRequest
from scanners.registry import (
    DOCUMENT_SOURCES,
    PAGE_READERS,
    TEXT_READERS,
    driver_modules,
    open_document_source,
    open_page_reader,
    open_text_reader,
    page_reader,
    worker_source,
)
from scanners.worker.document_source import WorkerDocumentSource
from scanners.worker.memory import resident_bytes
from scanners.worker.page_reader import WorkerPageReader
from scanners.worker.process import Patience
from tests.conftest import ExpectLog
from tests.fakes.scenes import flat_paper

SCRIPTED = "scanners.simulated.scripted_papers:open_scripted_papers"
PLAIN = "tests.fakes.drivers:open_plain"
PATIENCE = Patience(start_s=30, answer_s=1.5, cancel_s=0.5)
BATCH = ScanRequest("simulated:scanner", feeder=True)


@pytest.fixture
def opened() -> Iterator[Callable[..., WorkerDocumentSource]]:
    """Opens sources over `tests.fakes.drivers` and closes them."""
    sources = []

    def open_one(script: str = "", patience: Patience = PATIENCE) -> WorkerDocumentSource:
        source = WorkerDocumentSource(PLAIN, {"script": script}, patience)
        sources.append(source)
        return source

    yield open_one
    for source in sources:
        source.close()


@pytest.fixture
def reader() -> Iterator[WorkerPageReader]:
    made = page_reader()
    yield made
    made.close()


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def wait_until(true: Callable[[], bool], within_s: float = 10.0) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()


def scan() -> bytes:
    out = io.BytesIO()
    flat_paper("application_form", 100).save(out, "JPEG")
    return out.getvalue()


def test_pages_are_read_in_another_process(reader: WorkerPageReader) -> None:
    [page] = reader.analyse(scan(), "image/jpeg")

    assert reader.process_id not in {None, os.getpid()}
    assert page.outline.confidence is not PageConfidence.HIGH
    assert page.codes == open_page_reader().analyse(scan(), "image/jpeg")[0].codes


def test_a_page_is_straightened_in_another_process(reader: WorkerPageReader) -> None:
    picture, media_type = reader.straighten(scan(), None, 90)
    assert media_type == "image/webp"
    assert len(reader.analyse(picture, media_type)) == 1
    with pytest.raises(TongbanError, match=r"page\.corners_unusable"):
        reader.straighten(scan(), ((1, 1), (2, 1), (2, 2), (1, 2)), 0)


def test_every_page_of_a_document_comes_back(reader: WorkerPageReader) -> None:
    out = io.BytesIO()
    flat_paper("application_form", 60).save(
        out, "PDF", save_all=True, append_images=[flat_paper("business_licence", 60)] * 2
    )

    assert len(reader.analyse(out.getvalue(), "application/pdf")) == 3


def test_errors_keep_their_code_and_details(reader: WorkerPageReader) -> None:
    with pytest.raises(TongbanError) as caught:
        reader.analyse(b"\0\0\0\x18ftypheic", "image/heic")

    assert caught.value.code == "page.unsupported_format"
    assert caught.value.details == {"format": "HEIC"}
    assert reader.analyse(scan(), "image/jpeg")


def test_a_killed_reader_is_told_and_started_again(reader: WorkerPageReader, expect_log: ExpectLog) -> None:
    expect_log("scanners.worker", "ended by itself")
    reader.warm()
    first = reader.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)

    with pytest.raises(TongbanError) as caught:
        for _ in range(3):  # the very next call may find it dead already and start a new one: then kill that too
            reader.analyse(scan(), "image/jpeg")
            os.kill(reader.process_id or 0, signal.SIGKILL)

    assert caught.value.code == "device.driver_crashed"
    assert reader.analyse(scan(), "image/jpeg")
    assert reader.process_id != first


def test_frames_wait_for_the_one_before_to_be_safe(opened: Callable[..., WorkerDocumentSource]) -> None:
    source = opened("3")
    frames = source.scan(BATCH)

    assert next(frames).data == b"page 0, 0 acknowledged"
    assert next(frames).data == b"page 1, 1 acknowledged"
    assert next(frames).data == b"page 2, 2 acknowledged"
    assert list(frames) == []


def test_pages_before_a_fault_come_first(opened: Callable[..., WorkerDocumentSource]) -> None:
    frames = opened("2 jam").scan(BATCH)

    assert [next(frames).index, next(frames).index] == [0, 1]
    with pytest.raises(TongbanError) as caught:
        next(frames)
    assert caught.value.code == "device.jam"


def test_a_hung_driver_is_killed_and_started_again(
    opened: Callable[..., WorkerDocumentSource], expect_log: ExpectLog
) -> None:
    expect_log("scanners.worker", "hung and was killed")
    source = opened("1 hang")
    frames = source.scan(BATCH)
    next(frames)
    first = source.process_id
    assert first is not None

    with pytest.raises(TongbanError) as caught:
        next(frames)

    assert caught.value.code == "device.driver_hung"
    assert not is_alive(first)
    assert source.list()
    assert source.process_id != first


def test_a_driver_that_ends_its_process_is_told(
    opened: Callable[..., WorkerDocumentSource], expect_log: ExpectLog
) -> None:
    expect_log("scanners.worker", "ended by itself")
    source = opened("1 exit")
    frames = source.scan(BATCH)
    next(frames)

    with pytest.raises(TongbanError) as caught:
        next(frames)

    assert caught.value.code == "device.driver_crashed"
    assert source.list()


def test_a_bug_in_a_driver_is_logged_with_its_trace(
    opened: Callable[..., WorkerDocumentSource], expect_log: ExpectLog
) -> None:
    expect_log("scanners.worker", "ZeroDivisionError")

    with pytest.raises(TongbanError) as caught:
        list(opened("1 bug").scan(BATCH))

    assert caught.value.code == "device.driver_crashed"


def test_a_driver_that_cannot_open_says_why() -> None:
    source = WorkerDocumentSource(PLAIN, {"script": "", "refuse": "source_gone"}, PATIENCE)

    with pytest.raises(TongbanError) as caught:
        source.list()

    assert caught.value.code == "device.source_gone"
    assert source.process_id is None


@pytest.mark.parametrize("script", ["1 wait", "1 hang"])
def test_a_scan_can_be_stopped_whether_the_driver_hears_or_not(
    opened: Callable[..., WorkerDocumentSource], script: str, request: pytest.FixtureRequest
) -> None:
    if script == "1 hang":
        request.getfixturevalue("expect_log")("scanners.worker", "hung and was killed")
    source = opened(script, Patience(answer_s=60, cancel_s=0.5))
    stop = [False]
    frames = source.scan(BATCH, cancelled=lambda: stop[0])
    next(frames)
    stop[0] = True

    with pytest.raises(Cancelled):
        next(frames)

    assert source.list()


def test_leaving_a_scan_early_frees_the_device(opened: Callable[..., WorkerDocumentSource]) -> None:
    source = opened("5")
    frames = source.scan(BATCH)
    next(frames)
    first = source.process_id
    with pytest.raises(TongbanError, match="busy"):
        source.list()

    frames.close()  # type: ignore[attr-defined]  # a generator behind the Iterator of the port

    assert source.list()
    assert source.process_id == first


def test_closing_ends_the_process(opened: Callable[..., WorkerDocumentSource]) -> None:
    source = opened("1")
    source.list()
    process_id = source.process_id
    assert process_id is not None

    source.close()

    assert not is_alive(process_id)
    assert source.process_id is None


PARENT = """
import sys, time
from scanners.worker.document_source import WorkerDocumentSource
from app.ports.document_source import ScanRequest
if __name__ == "__main__":
    source = WorkerDocumentSource("tests.fakes.drivers:open_plain", {"script": sys.argv[1]})
    frames = source.scan(ScanRequest("simulated:scanner", feeder=True))
    started = next(frames).data.decode().partition("child ")[2]
    print(source.process_id, started, flush=True)
    if sys.argv[2] == "stay":
        next(frames)
"""


@pytest.mark.parametrize("ending", ["stay", "leave"])
@pytest.mark.parametrize("script", ["child hang", "child wait"])
def test_nothing_is_left_when_the_workstation_ends(
    tmp_path: Path, project_root: Path, script: str, ending: str
) -> None:
    """The worker and the program it has started go with the workstation, killed or ended, even while hung."""
    program = tmp_path / "workstation.py"
    program.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(project_root)}
    with subprocess.Popen(
        [sys.executable, str(program), script, ending], stdout=subprocess.PIPE, text=True, env=environment
    ) as workstation:
        try:
            assert workstation.stdout is not None
            worker, started = (int(number) for number in workstation.stdout.readline().split())
            if ending == "leave":
                workstation.wait(30)
            else:
                assert is_alive(worker)
                assert is_alive(started)
        finally:
            workstation.kill()

    assert wait_until(lambda: not is_alive(worker))
    assert wait_until(lambda: not is_alive(started))


def test_the_registry_opens_every_driver_it_lists(tmp_path: Path) -> None:
    options = {"folder": {"folder": str(tmp_path)}}

    with pytest.raises(TongbanError, match="wia_only_windows"):
        open_document_source("wia")
    for driver in (one for one in DOCUMENT_SOURCES if one.name != "wia"):
        assert open_document_source(driver.name, options.get(driver.name, {}))
    for driver in PAGE_READERS:
        assert open_page_reader(driver.name)
    for driver in TEXT_READERS:
        assert open_text_reader(driver.name)
    assert {driver.factory.partition(":")[0] for driver in (*DOCUMENT_SOURCES, *PAGE_READERS, *TEXT_READERS)} <= set(
        driver_modules()
    )
    with pytest.raises(TongbanError, match="driver_unknown"):
        open_document_source("twain")
    with pytest.raises(TongbanError, match="driver_unknown"):
        worker_source("twain")


def test_scripted_papers_are_photographed_in_the_worker() -> None:
    script = [[{"paper": "id_card_front", "values": {"name": "李样本"}}, {"fault": "cover_open"}]]
    source = worker_source("simulated", {"script": json.dumps(script)})
    try:
        frames = source.scan(BATCH)
        [page] = open_page_reader().analyse(next(frames).data, "image/jpeg")
        assert page.outline.confidence is PageConfidence.HIGH
        with pytest.raises(TongbanError, match="cover_open"):
            next(frames)
    finally:
        source.close()


def test_an_idle_worker_holds_nothing_of_the_last_file(reader: WorkerPageReader) -> None:
    reader.warm()
    assert reader.process_id is not None
    before = resident_bytes(reader.process_id)

    with pytest.raises(PageError):
        reader.analyse(bytes(100_000_000), "")

    process_id = reader.process_id
    assert wait_until(lambda: resident_bytes(process_id) < before + 60_000_000)

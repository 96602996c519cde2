"""The text reader in a process of its own: started late, warmed, killed, started again."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator

import pytest

from app.domain.errors import TongbanError
from app.domain.page_text import PageReading
from scanners.registry import text_reader
from scanners.worker.process import Patience
from scanners.worker.text_reader import WorkerTextReader
from tests.conftest import ExpectLog
from tests.fakes.scenes import flat_paper

LEAST_MEMORY_MB, MOST_MEMORY_MB = 100, 900


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkerTextReader]:
    made = text_reader()
    yield made
    made.close()


def scan() -> bytes:
    out = io.BytesIO()
    flat_paper("id_card_front", 200).save(out, "JPEG")
    return out.getvalue()


def test_nothing_is_started_before_it_is_needed_and_warming_starts_it() -> None:
    made = text_reader()
    ids = [made.process_id]
    try:
        made.warm()
        ids.append(made.process_id)
    finally:
        made.close()
    ids.append(made.process_id)

    assert [number is None for number in ids] == [True, False, True]
    assert ids[1] != os.getpid()


def test_pages_are_read_in_another_process_within_bounds(reader: WorkerTextReader) -> None:
    reading = reader.read(scan())

    assert isinstance(reading, PageReading)
    assert reading.paper.kind == "resident_id_front"
    with open(f"/proc/{reader.process_id}/status", encoding="ascii") as status:  # noqa: PTH123 - no file, a report
        [peak] = [int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")]
    assert LEAST_MEMORY_MB < peak < MOST_MEMORY_MB


def test_errors_keep_their_code(reader: WorkerTextReader) -> None:
    with pytest.raises(TongbanError) as caught:
        reader.read(b"no picture")

    assert caught.value.code == "page.not_an_image"


def test_a_killed_reader_is_told_and_started_again(reader: WorkerTextReader, expect_log: ExpectLog) -> None:
    expect_log("scanners.worker", "ended by itself")
    reader.warm()
    first = reader.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)

    with pytest.raises(TongbanError) as caught:
        for _ in range(3):  # the very next call may find it dead already and start a new one: then kill that too
            reader.read(scan())
            os.kill(reader.process_id or 0, signal.SIGKILL)

    assert caught.value.code == "device.driver_crashed"
    assert reader.read(scan()).lines
    assert reader.process_id != first


def test_a_reader_that_hangs_is_killed(expect_log: ExpectLog) -> None:
    expect_log("scanners.worker", "hung and was killed")
    hung = WorkerTextReader("tests.fakes.drivers:open_hanging_reader", {}, Patience(answer_s=0.5))
    try:
        with pytest.raises(TongbanError) as caught:
            hung.read(scan())
        assert caught.value.code == "device.driver_hung"
        assert hung.process_id is None
    finally:
        hung.close()

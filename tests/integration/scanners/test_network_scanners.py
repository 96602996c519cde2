"""Network scanners as the workstation has them: in a process apart, over addresses that change while it runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import ScanRequest
from scanners.network_scanners import ChosenNetworkScanners
from scanners.registry import worker_source
from scanners.worker.document_source import WorkerDocumentSource
from tests.fakes import escl_device
from tests.fakes.escl_device import LoopbackEsclDevice, Trick, page, running

SHEETS = [(page(f"front {n}"), page(f"back {n}")) for n in (1, 2, 3)]


@pytest.fixture
def device() -> Iterator[LoopbackEsclDevice]:
    with running(LoopbackEsclDevice(feeder=list(SHEETS))) as on:
        yield on


def test_pages_faults_and_cancellations_cross_the_border_of_the_process(device: LoopbackEsclDevice) -> None:
    worker = worker_source("escl", {"addresses": device.address, "page_s": "5"})
    [listed] = worker.list()
    request = ScanRequest(listed.id, dpi=150, feeder=True)
    try:
        assert [frame.data for frame in worker.scan(request)] == [front for front, _ in SHEETS]

        device.feeder = list(SHEETS)
        device.fail_after[2] = "ScannerAdfJam"
        pages = 0
        with pytest.raises(DeviceError, match="jam"):
            for _ in worker.scan(request):
                pages += 1
        assert pages == 2

        device.fail_after.clear()
        device.feeder_state = ""
        device.tricks["NextDocument"] = Trick(escl_device.hang)
        with pytest.raises(Cancelled):
            list(worker.scan(request, cancelled=lambda: device.seen[-1] == "GET NextDocument"))
        assert device.seen[-1] == "DELETE delete"

        device.tricks.clear()
        before = worker.process_id
        assert len(list(worker.scan(request))) == 3
        assert worker.process_id == before  # nothing of this cost the process
    finally:
        worker.close()


def test_a_changed_setting_holds_at_once(device: LoopbackEsclDevice) -> None:
    chosen = [""]
    opened: list[str] = []

    def open_worker(addresses: str) -> WorkerDocumentSource:
        opened.append(addresses)
        return worker_source("escl", {"addresses": addresses})

    scanners = ChosenNetworkScanners(lambda: chosen[0], open_worker)
    assert scanners.list() == ()
    with pytest.raises(DeviceError, match="source_unknown"):
        scanners.describe(f"escl:{device.address}")

    chosen[0] = "127.0.0.1:9"
    with pytest.raises(DeviceError, match="scanner_offline"):
        scanners.list()

    chosen[0] = device.address
    [listed] = scanners.list()
    assert scanners.describe(listed.id) == listed
    assert [frame.data for frame in scanners.scan(ScanRequest(listed.id))] == [device.glass]
    assert opened == ["127.0.0.1:9", device.address]  # asked three times, opened once


def test_a_replaced_process_ends_after_its_last_scan(device: LoopbackEsclDevice) -> None:
    chosen = [device.address]
    workers: list[int | None] = []

    def open_worker(addresses: str) -> WorkerDocumentSource:
        worker = worker_source("escl", {"addresses": addresses})
        worker.list()
        workers.append(worker.process_id)
        return worker

    scanners = ChosenNetworkScanners(lambda: chosen[0], open_worker)
    [listed] = scanners.list()
    frames = scanners.scan(ScanRequest(listed.id, feeder=True))
    next(frames)

    chosen[0] = f"{device.address} {device.address}/"
    assert len(scanners.list()) == 1
    assert [frame.data for frame in frames] == [front for front, _ in SHEETS[1:]]  # the scan that ran is not broken
    del frames
    gc.collect()
    first, second = workers
    assert first != second
    assert first is not None
    _wait_until_gone(first)


def _wait_until_gone(process_id: int) -> None:
    import multiprocessing

    for child in multiprocessing.active_children():
        if child.pid == process_id:
            child.join(10)
            assert not child.is_alive()

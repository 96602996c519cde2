"""A visit on a disk that fills at the worst moments: `python -m tests.e2e.full_disk_visit FOLDER` prints what came.

FOLDER lies on a small disk; a file of this program's own takes the room away and gives it back.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.ports.document_source import ScannedFrame, ScanRequest
from app.services.workspace import Workspace
from local_store.opening import StoreSettings
from tests.e2e.station import Station, Visit, nobody, paper_photograph, raised, station

LARGEST_DISK = 64 << 20
TIGHT = StoreSettings(ballast_bytes=1 << 20, low_water_bytes=1 << 20, writer_patience=5.0)


class Disk:
    """The small disk: `full` leaves not a byte."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    @contextmanager
    def full(self) -> Iterator[None]:
        self.fill()
        try:
            yield
        finally:
            self._filler.unlink()

    def fill(self) -> None:
        size_of_disk = os.statvfs(self._filler.parent).f_frsize * os.statvfs(self._filler.parent).f_blocks
        if size_of_disk > LARGEST_DISK:
            raise RuntimeError("not a small disk")  # never the machine's own
        with self._filler.open("ab", buffering=0) as file:
            size = 1 << 16
            while size:
                try:
                    file.write(os.urandom(size))
                except OSError:
                    size //= 2


class FullDiskVisit:
    """One visit; every refusal and what was there afterwards goes into `report`."""

    def __init__(self, folder: Path, around: Station) -> None:
        self._folder, self._around, self._disk = folder, around, Disk(folder)
        self.report: dict[str, object] = {}

    def play(self) -> None:
        workspace = self._around.open()
        visit = Visit.begin(workspace)
        photograph = self._folder / "paper.jpg"
        photograph.write_bytes(paper_photograph())
        visit.complete(photograph)
        self._pages(workspace, visit)
        self._receive(visit)
        self._papers(workspace, visit)
        workspace.close()
        self._again(visit.case_id)

    def _pages(self, workspace: Workspace, visit: Visit) -> None:
        frame = ScannedFrame(os.urandom(300_000), "image/jpeg", "desk", 300, 0)
        keep = workspace.capture_pages.keep
        with self._disk.full():
            request = ScanRequest("file", paths=("x",))
            self.report["new_case"] = raised(lambda: workspace.open_case.start(workspace.session)).code
            self.report["scan"] = raised(lambda: workspace.capture_pages.scan(request, nobody)).code
            before = visit.now()
            self.report["page"] = raised(lambda: keep(workspace.session, visit.case_id, "id_card", frame)).code
            same = visit.now() == before
            page = keep(workspace.session, visit.case_id, "id_card", frame)  # with the room of the ballast
            kept = workspace.capture_pages.picture(page) == frame.data
            self.report["page_after_ballast"] = same and kept
            workspace.edit_case.remove_page(workspace.session, visit.case_id, page.id)
            self._disk.fill()
            long = {"delivery.address": "路" * 30_000}
            self.report["field"] = raised(
                lambda: workspace.edit_case.set_fields(visit.case_id, long, "delivery.address")
            ).code

    def _receive(self, visit: Visit) -> None:
        with self._disk.full():
            self.report["receive"] = raised(visit.receive).code
            self.report["state_then"] = visit.now().case.state.value
        self.report["receive_with_room"] = visit.receive().case.state.value

    def _papers(self, workspace: Workspace, visit: Visit) -> None:
        def make() -> object:
            return workspace.make_papers(workspace.session, visit.case_id)

        with self._disk.full():
            self.report["papers"] = raised(make).code
        papers = workspace.make_papers(workspace.session, visit.case_id)
        again = workspace.make_papers(workspace.session, visit.case_id)
        kinds = [paper.kind for paper in again]
        self.report["papers_with_room"] = papers == again and len(kinds) == len(set(kinds)) > 3
        out = self._folder / "receipt.pdf"
        with self._disk.full():
            save = workspace.print_papers.save
            self.report["save"] = raised(lambda: save(workspace.session, papers[0].id, str(out))).code
            change = {"look.style": "dark"}
            self.report["settings"] = raised(lambda: workspace.manage_settings.change(workspace.session, change)).code
            assert workspace.manage_settings.current().problems == ()
        assert not out.exists(), "half a paper"
        assert list(self._around.folder.glob("*.tmp")) == []

    def _again(self, case_id: str) -> None:
        """A full disk keeps nobody out: what is there can be looked at and sent."""
        self._around.open().close()  # lays the reserve down again
        with self._disk.full():
            self.report["sign_in"] = raised(self._around.open).code
            workspace = self._around.open()  # with the room of the reserve
            state = Visit(workspace, case_id).now()
            pages = [page for row in state.rows for page in row.pages]
            bytes_there = all(workspace.capture_pages.picture(page) for page in pages)
            self.report["whole"] = bool(pages) and bytes_there and len(state.papers) > 3
            workspace.close()


def main(folder: Path) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    with station(folder) as around:
        around.store = TIGHT
        visit = FullDiskVisit(folder, around)
        visit.play()
    sys.stdout.write(json.dumps(visit.report))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

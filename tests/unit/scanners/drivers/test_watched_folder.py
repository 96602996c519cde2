"""A watched folder: nothing half-written, nothing twice, nothing lost."""

from __future__ import annotations

import errno
import io
import os
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import Cancelled, TongbanError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceKind
from scanners.drivers.watched_folder.chosen_folder import ChosenFolderSource
from scanners.drivers.watched_folder.source import FolderSettings, WatchedFolderSource

SETTLE_S = 0.15


def picture(tone: int, form: str = "JPEG", side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (tone, tone, tone)).save(out, form)
    return out.getvalue()


def source(folder: Path, patience_s: float = 5.0) -> WatchedFolderSource:
    return WatchedFolderSource(FolderSettings(folder, "扫描", settle_s=SETTLE_S, patience_s=patience_s))


def taken(watched: WatchedFolderSource, folder: Path) -> list[ScannedFrame]:
    return list(watched.scan(ScanRequest(f"folder:{folder}")))


def test_finished_files_are_taken_oldest_first_and_moved(tmp_path: Path) -> None:
    for age, name in ((10, "z.jpg"), (20, "a.jpg"), (15, "m.pdf")):
        path = tmp_path / name
        path.write_bytes(picture(age) if name.endswith("jpg") else b"%PDF-1.7\n%%EOF\n")
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))

    frames = taken(source(tmp_path), tmp_path)

    assert [frame.data for frame in frames] == [picture(20), b"%PDF-1.7\n%%EOF\n", picture(10)]
    assert [frame.media_type for frame in frames] == ["image/jpeg", "application/pdf", "image/jpeg"]
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert len([path for path in (tmp_path / "taken").iterdir() if path.suffix != ".sha256"]) == 3
    assert taken(source(tmp_path), tmp_path) == []


def test_a_file_that_is_still_growing_is_waited_for(tmp_path: Path) -> None:
    whole = picture(77, "PNG", 900)
    path = tmp_path / "slow.png"
    path.write_bytes(whole[:50])

    def write_on() -> None:
        with path.open("ab") as out:
            for start in range(50, len(whole), len(whole) // 6):
                time.sleep(SETTLE_S / 3)  # the writer's pace, not a wait for something
                out.write(whole[start : start + len(whole) // 6])
                out.flush()

    writer = threading.Thread(target=write_on)
    writer.start()
    frames = taken(source(tmp_path), tmp_path)
    writer.join()

    assert [frame.data for frame in frames] == [whole]


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_writer_that_pauses_longer_than_the_settling_time_is_not_believed(tmp_path: Path, form: str) -> None:
    (tmp_path / "half").write_bytes(picture(5, form)[:-20])

    assert taken(source(tmp_path, patience_s=SETTLE_S * 3), tmp_path) == []
    assert (tmp_path / "half").exists()


def test_files_that_call_themselves_unfinished_are_left(tmp_path: Path) -> None:
    for name in ("scan.jpg.part", "~scan.jpg", ".scan.jpg", "scan.TMP", "x.crdownload"):
        (tmp_path / name).write_bytes(picture(1))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "folder.jpg").mkdir()

    assert taken(source(tmp_path), tmp_path) == []
    assert (tmp_path / "notes.txt").exists()


def test_a_crash_before_the_page_was_safe_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    scan = source(tmp_path).scan(ScanRequest(f"folder:{tmp_path}"))
    next(scan)
    del scan  # the page never became safe

    assert [frame.data for frame in taken(source(tmp_path), tmp_path)] == [picture(1)]


def test_a_crash_between_safe_and_moved_takes_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    scan = source(tmp_path).scan(ScanRequest(f"folder:{tmp_path}"))
    next(scan)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            next(scan)

    assert (tmp_path / "a.jpg").exists()
    assert taken(source(tmp_path), tmp_path) == []
    assert not (tmp_path / "a.jpg").exists()


def test_the_same_scan_written_again_is_not_taken_again(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    assert len(taken(source(tmp_path), tmp_path)) == 1
    (tmp_path / "b.jpg").write_bytes(picture(1))

    assert taken(source(tmp_path), tmp_path) == []
    assert not (tmp_path / "b.jpg").exists()


def test_a_torn_ledger_line_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))
    assert len(taken(source(tmp_path), tmp_path)) == 1
    ledger = tmp_path / "taken" / "taken.sha256"
    ledger.write_bytes(ledger.read_bytes() + b"0123abc")
    (tmp_path / "b.jpg").write_bytes(picture(2))

    assert len(taken(source(tmp_path), tmp_path)) == 1
    (tmp_path / "c.jpg").write_bytes(picture(2))
    assert taken(source(tmp_path), tmp_path) == []


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    for tone in (1, 2):
        (tmp_path / "scan.jpg").write_bytes(picture(tone))
        assert len(taken(source(tmp_path), tmp_path)) == 1

    assert len(list((tmp_path / "taken").glob("*-scan.jpg"))) == 2


def test_only_as_many_as_asked(tmp_path: Path) -> None:
    for tone in (1, 2, 3):
        (tmp_path / f"{tone}.jpg").write_bytes(picture(tone))
    watched = source(tmp_path)

    assert len(list(watched.scan(ScanRequest(f"folder:{tmp_path}", max_pages=2)))) == 2
    assert watched.waiting() == 1


def test_it_can_be_stopped_while_it_waits(tmp_path: Path) -> None:
    (tmp_path / "half.jpg").write_bytes(picture(1)[:-5])

    with pytest.raises(Cancelled):
        list(source(tmp_path).scan(ScanRequest(f"folder:{tmp_path}"), cancelled=lambda: True))


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    watched = source(gone)

    assert watched.list() == ()
    assert watched.waiting() == 0
    with pytest.raises(TongbanError, match="folder_missing"):
        taken(watched, gone)


def test_the_folder_of_the_settings_may_change(tmp_path: Path) -> None:
    chosen = [""]
    watched = ChosenFolderSource(lambda: chosen[0])

    assert watched.list() == ()
    with pytest.raises(TongbanError, match="source_unknown"):
        watched.describe("folder:x")
    chosen[0] = str(tmp_path)
    [described] = watched.list()
    assert described.kind is SourceKind.FOLDER
    assert tmp_path.name in described.name
    assert watched.describe(described.id) == described
    (tmp_path / "a.jpg").write_bytes(picture(1))
    assert len(list(watched.scan(ScanRequest(described.id)))) == 1


def test_another_file_under_the_same_name_is_not_swept_away_with_the_first(tmp_path: Path) -> None:
    """The scanning program writes its next page over the first while that is being stored."""
    (tmp_path / "scan.jpg").write_bytes(picture(1))
    scan = source(tmp_path).scan(ScanRequest(f"folder:{tmp_path}"))
    first = next(scan)
    (tmp_path / "scan.jpg").write_bytes(picture(2))
    rest = list(scan)

    assert [frame.data for frame in (first, *rest)] == [picture(1)]
    assert [frame.data for frame in taken(source(tmp_path), tmp_path)] == [picture(2)]


def test_a_share_that_vanishes_in_the_middle_is_told_and_nothing_is_taken_twice(tmp_path: Path) -> None:
    share, away = tmp_path / "share", tmp_path / "away"
    share.mkdir()
    for tone in (1, 2):
        (share / f"{tone}.jpg").write_bytes(picture(tone))
    scan = source(share).scan(ScanRequest(f"folder:{share}"))
    next(scan)
    share.rename(away)

    with pytest.raises(TongbanError, match="folder_missing"):
        next(scan)
    assert source(share).list() == ()
    away.rename(share)
    # The first page was never told to be safe, so it comes again; then both are gone for good.
    assert [frame.data for frame in taken(source(share), share)] == [picture(1), picture(2)]
    assert taken(source(share), share) == []


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EHOSTDOWN, errno.ENOTCONN])
def test_a_share_that_answers_with_anything_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "gone")

    monkeypatch.setattr(Path, "is_dir", fail)
    watched = source(tmp_path)

    assert watched.list() == ()
    assert watched.waiting() == 0
    with pytest.raises(TongbanError, match="folder_missing"):
        taken(watched, tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(TongbanError, match="folder_missing"):
        taken(watched, tmp_path)


@pytest.mark.parametrize("form", ["WEBP", "BMP"])
def test_half_a_file_of_other_formats_is_not_taken(tmp_path: Path, form: str) -> None:
    (tmp_path / "half").write_bytes(picture(5, form)[:-8])

    assert taken(source(tmp_path, patience_s=SETTLE_S * 2), tmp_path) == []
    (tmp_path / "half").write_bytes(picture(5, form))
    assert len(taken(source(tmp_path), tmp_path)) == 1


def test_what_a_phone_appends_behind_a_photograph_does_not_keep_it_away(tmp_path: Path) -> None:
    (tmp_path / "motion.jpg").write_bytes(picture(5) + b"MotionPhoto_Data" * 1000)

    assert len(taken(source(tmp_path), tmp_path)) == 1

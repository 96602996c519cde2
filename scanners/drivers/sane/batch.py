"""One run of `scanimage`: pages appear as files in a private folder, and come out as bytes.

The program is a child process because a driver that hangs or crashes must not take the workstation along, and
because cancelling inside the process hands out a truncated picture as if it were whole.
"""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from app.domain.errors import Cancelled, DeviceError
from scanners.drivers.sane.status import fault_of

_PREFIX = "tongban-scan-"
_LOOK_EVERY_S = 0.1
_GRACE_S = 3.0
_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - pages pass through memory, not through an unencrypted disk


def run_batch(
    command: list[str],
    environment: dict[str, str],
    suffix: str,
    stall_s: float,
    cancelled: Callable[[], bool],
) -> Iterator[bytes]:
    """Run `scanimage` with a batch pattern appended and yield each finished page.

    A page is finished when the program has said its name. Raises `DeviceError` after the pages before the fault,
    `device.scanner_hung` when nothing has moved for `stall_s`, `device.sane_missing`, `Cancelled`.
    """
    folder = _private_folder()
    try:
        with _started([*command, f"--batch={folder}/%d{suffix}", "--batch-print"], environment) as child:
            run = _Run(child, folder, stall_s, cancelled)
            try:
                yield from run.pages()
            finally:
                run.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise DeviceError("sane_missing", program=command[0]) from error
    except PermissionError as error:
        raise DeviceError("access_denied") from error


def _private_folder() -> Path:
    """Make a folder only we can read, in memory where there is such a place; sweep those of dead processes first."""
    home = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else Path(tempfile.gettempdir())
    for stale in home.glob(f"{_PREFIX}*"):
        owner = stale.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(stale, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=home))


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0  # renamed while we looked: the page has just been finished


class _Run:
    """Watches one child: its page names, its complaints, whether it still moves."""

    def __init__(
        self, child: subprocess.Popen[bytes], folder: Path, stall_s: float, cancelled: Callable[[], bool]
    ) -> None:
        self._child = child
        self._folder = folder
        self._stall_s = stall_s
        self._cancelled = cancelled
        self._names = b""
        self._complaints = b""
        self._moved_at = time.monotonic()
        self._written = 0

    def pages(self) -> Iterator[bytes]:
        """Yield pages until the program ends, then raise what it died of."""
        with selectors.DefaultSelector() as selector:
            for stream in (self._child.stdout, self._child.stderr):
                if stream is not None:
                    os.set_blocking(stream.fileno(), False)
                    selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select(_LOOK_EVERY_S):
                    if not self._take(key.fileobj):  # type: ignore[arg-type]  # registered above as a stream
                        selector.unregister(key.fileobj)
                self._check()
                yield from self._finished()
        fault = self._fault(self._exit_code())
        if fault is not None:
            raise fault

    def _exit_code(self) -> int:
        try:
            return self._child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.stop()
            return 0  # it said all it had to say and hangs closing the device: its words decide

    def _take(self, stream: IO[bytes]) -> bool:
        """Collect what a stream holds; False at its end."""
        chunk = os.read(stream.fileno(), 65536)
        if stream is self._child.stdout:
            self._names += chunk
        else:
            self._complaints = (self._complaints + chunk)[-65536:]
        if chunk:
            self._moved_at = time.monotonic()
        return bool(chunk)

    def _check(self) -> None:
        if self._cancelled():
            raise Cancelled("scan")
        written = sum(_size(path) for path in self._folder.iterdir())
        if written != self._written:
            self._written, self._moved_at = written, time.monotonic()
        still = time.monotonic() - self._moved_at
        fault = self._fault(0)
        if fault is not None and still > _GRACE_S:
            raise fault  # some backends report the fault and then never come back from closing the device
        if still > self._stall_s:
            raise DeviceError("scanner_hung", seconds=round(self._stall_s))

    def _fault(self, exit_code: int) -> DeviceError | None:
        return fault_of(self._complaints.decode("utf-8", "replace"), exit_code)

    def _finished(self) -> Iterator[bytes]:
        while b"\n" in self._names:
            name, self._names = self._names.split(b"\n", 1)
            path = Path(os.fsdecode(name))
            if path.parent == self._folder and path.is_file():
                data = path.read_bytes()
                path.unlink()
                self._moved_at = time.monotonic()
                yield data
                # However long the caller took to store the page, the scanner is not to blame.
                self._moved_at = time.monotonic()

    def stop(self) -> None:
        """End the program: politely, so that the scanner's lamp and carriage return, then for good."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

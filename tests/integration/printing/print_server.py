"""A real print server and a real IPP printer for tests: cupsd and ippeveprinter on loopback ports.

ippeveprinter does not start without a DNS-SD service, so a D-Bus and an Avahi of our own (loopback only) come first,
unless the machine already runs them. Everything lies in one folder and is stopped by process id.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 15.0
_AVAHI_PID = Path("/run/avahi-daemon/pid")
_SYSTEM_BUS = Path("/run/dbus/system_bus_socket")
_SERVICE_USER = "lp"

_AVAHI_CONF = """[server]
host-name=tongban-print-test
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
[publish]
publish-workstation=no
publish-hinfo=no
[wide-area]
enable-wide-area=no
"""
_CUPSD_CONF = """LogLevel debug
Listen localhost:{port}
Listen {folder}/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
"""
_CUPS_FILES_CONF = """ServerRoot {folder}/cups
RequestRoot {folder}/cups/spool
CacheDir {folder}/cups/cache
StateDir {folder}/cups/state
TempDir {folder}/cups/tmp
AccessLog {folder}/cups/access.log
ErrorLog {folder}/cups/error.log
PageLog {folder}/cups/page.log
{user}
"""
# What the printer does with a job: the test says by files whether its tray is empty and whether it gives up.
_PRINTER_COMMAND = """#!/bin/sh
if [ -e {folder}/tray-empty ]; then
    echo "STATE: +media-empty-error" >&2
    while [ -e {folder}/tray-empty ]; do sleep 0.02; done
    echo "STATE: -media-empty-error" >&2
fi
[ -e {folder}/gives-up ] && exit 1
cp "$1" "{folder}/printed/$(date +%s%N)"
"""


# A label printer: one size of paper, and no margins.
_LABEL_MEDIA = """{
  MEMBER collection media-size { MEMBER integer x-dimension 10000 MEMBER integer y-dimension 15000 }
  MEMBER integer media-bottom-margin 0
  MEMBER integer media-left-margin 0
  MEMBER integer media-right-margin 0
  MEMBER integer media-top-margin 0
  MEMBER keyword media-type labels
  MEMBER keyword media-source main
}"""
_LABEL_PRINTER = f"""ATTR keyword media-supported om_100x150mm_100x150mm
ATTR keyword media-default om_100x150mm_100x150mm
ATTR keyword media-ready om_100x150mm_100x150mm
ATTR collection media-size-supported {{ MEMBER integer x-dimension 10000 MEMBER integer y-dimension 15000 }}
ATTR keyword media-col-supported media-size,media-bottom-margin,media-left-margin,media-right-margin,media-top-margin
ATTR collection media-col-database {_LABEL_MEDIA}
ATTR collection media-col-default {_LABEL_MEDIA}
ATTR collection media-col-ready {_LABEL_MEDIA}
ATTR mimeMediaType document-format-supported application/pdf,image/pwg-raster
ATTR keyword print-scaling-supported auto,none
ATTR keyword print-color-mode-supported monochrome
ATTR resolution printer-resolution-supported 203dpi
ATTR resolution pwg-raster-document-resolution-supported 203dpi
ATTR keyword pwg-raster-document-type-supported sgray_8
ATTR rangeOfInteger copies-supported 1-99
"""


class PrintServer:
    """CUPS with two queues to one printer: `hall` filters as CUPS does, `as-is` passes bytes on.

    A third, `labels`, belongs to a printer of labels of 100 x 150 mm.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.printer_port, self.label_port = free_port(), free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    @property
    def address(self) -> str:
        return f"localhost:{self.port}"

    @property
    def local_socket(self) -> str:
        return str(self.folder / "cups.sock")

    def printed(self) -> list[bytes]:
        """What came out so far, oldest first."""
        files = sorted((self.folder / "printed").iterdir(), key=lambda file: int(file.name))
        return [file.read_bytes() for file in files]

    @contextlib.contextmanager
    def state(self, name: str) -> Iterator[None]:
        """The printer's tray is empty (`tray-empty`), or it gives its jobs up (`gives-up`)."""
        (self.folder / name).touch()
        try:
            yield
        finally:
            (self.folder / name).unlink(missing_ok=True)

    def start(self) -> None:
        (self.folder / "printed").mkdir(mode=0o777)
        (self.folder / "printed").chmod(0o777)
        if not _avahi_is_running():
            self._start_avahi()
        self._start_printers()
        self._start_cupsd()
        device = f"ipp://localhost:{self.printer_port}/ipp/print"
        self.administer("lpadmin", "-p", "hall", "-E", "-v", device, "-m", "everywhere")
        self.administer("lpadmin", "-p", "as-is", "-E", "-v", device, "-m", "raw")
        labels = f"ipp://localhost:{self.label_port}/ipp/print"
        self.administer("lpadmin", "-p", "labels", "-E", "-v", labels, "-m", "raw")
        self.administer("lpadmin", "-d", "hall")

    def administer(self, *command: str) -> None:
        """Run one of CUPS' own programs against this server."""
        environment = {**self._environment, "CUPS_SERVER": self.address}
        subprocess.run(command, env=environment, check=True, timeout=PATIENCE, stderr=subprocess.PIPE)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start_avahi(self) -> None:
        bus = self.folder / "bus"
        self._environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={bus}"
        configuration = "--config-file=/usr/share/dbus-1/system.conf"
        self._run("dbus", "dbus-daemon", configuration, f"--address=unix:path={bus}", "--nopidfile", "--nofork")
        until(bus.exists, "the bus")
        (self.folder / "avahi.conf").write_text(_AVAHI_CONF)
        options = ("--no-drop-root", "--no-chroot", "--no-rlimits")
        self._run("avahi", "avahi-daemon", "-f", str(self.folder / "avahi.conf"), *options)
        log = self.folder / "avahi.log"
        until(lambda: b"Registering new address record for 127.0.0.1" in log.read_bytes(), "avahi")

    def _start_printers(self) -> None:
        command = self.folder / "print.sh"
        command.write_text(_PRINTER_COMMAND.format(folder=self.folder))
        command.chmod(0o755)
        attributes = self.folder / "label-printer.conf"
        attributes.write_text(_LABEL_PRINTER)
        formats = ("-f", "application/pdf,image/pwg-raster,image/urf")
        for name, port, given in (
            ("TongbanPages", self.printer_port, formats),
            ("TongbanLabels", self.label_port, ("-a", str(attributes))),
        ):
            spool = self.folder / name
            spool.mkdir()
            where = ("-r", "off", "-p", str(port), "-n", "localhost", "-d", str(spool), "-k", "-c", str(command))
            self._run(name, "ippeveprinter", *where, *given, name)
        until(lambda: listens(self.printer_port) and listens(self.label_port), "the printers")

    def _start_cupsd(self) -> None:
        for name in ("cups", "cups/spool", "cups/cache", "cups/state", "cups/tmp", "cups/ppd"):
            (self.folder / name).mkdir()
        user = ""
        if os.geteuid() == 0:
            user = f"User {_SERVICE_USER}\nGroup {_SERVICE_USER}\nSystemGroup root"
            for name in ("", "spool", "cache", "state", "tmp", "ppd"):
                shutil.chown(self.folder / "cups" / name, group=_SERVICE_USER)
                (self.folder / "cups" / name).chmod(0o775)
        configuration = self.folder / "cupsd.conf"
        configuration.write_text(_CUPSD_CONF.format(folder=self.folder, port=self.port))
        files = self.folder / "cups-files.conf"
        files.write_text(_CUPS_FILES_CONF.format(folder=self.folder, user=user))
        self._run("cupsd", "cupsd", "-f", "-c", str(configuration), "-s", str(files))
        until(lambda: listens(self.port), "cupsd")

    def _run(self, name: str, *command: str) -> None:
        program = shutil.which(command[0], path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        assert program, f"{command[0]} is not installed"
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen([program, *command[1:]], env=self._environment, stdout=log, stderr=log)
            )


@contextlib.contextmanager
def print_server() -> Iterator[PrintServer]:
    """A running server; one at a time on a machine, since an Avahi allows no second one."""
    # Not pytest's folder: the server's own user must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="tongban-print-"))
    folder.chmod(0o755)
    server = PrintServer(folder)
    try:
        with _turn():
            try:
                server.start()
                yield server
            finally:
                server.stop()
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait for another test run on this machine to be done with its printer."""
    with (Path(tempfile.gettempdir()) / "tongban-print-test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _avahi_is_running() -> bool:
    try:
        os.kill(int(_AVAHI_PID.read_text()), 0)
    except (OSError, ValueError):
        return False
    return _SYSTEM_BUS.is_socket()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def until(reached: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for something outside this process that sends no event."""
    deadline = time.monotonic() + patience
    while not reached():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.02)

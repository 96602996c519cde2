"""`DocumentSource` over SANE."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import DeviceError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from scanners.drivers.sane.batch import run_batch
from scanners.drivers.sane.options import SaneOptions, parse_options
from scanners.drivers.sane.status import fault_of

SCHEME = "sane:"
Arguments = list[str]
_PAGE_MM = (216.0, 297.0)  # the widest office sheet that fits every glass: A4 and US letter
_FORMATS = {"jpeg": (".jpg", "image/jpeg"), "png": (".png", "image/png")}


@dataclass(frozen=True, slots=True)
class SaneSettings:
    """How to run `scanimage`.

    `config_dir` is SANE's configuration folder (None: the system's); `picture_format` is `jpeg` or `png`; `extra`
    are options appended to every scan, as a stubborn device may need; a scan in which nothing moves for `stall_s`
    has hung.
    """

    program: str = "scanimage"
    config_dir: Path | None = None
    picture_format: str = "jpeg"
    extra: tuple[str, ...] = ()
    query_s: float = 30.0
    stall_s: float = 90.0


class SaneDocumentSource:
    """Flatbeds and feeders that SANE knows. One scan at a time; call it on the device's lane."""

    def __init__(self, settings: SaneSettings | None = None) -> None:
        """Without settings: the system's SANE."""
        self._settings = settings or SaneSettings()
        self._options: dict[str, SaneOptions] = {}
        self._names: dict[str, str] = {}

    def list(self) -> tuple[SourceDescription, ...]:
        """Ask SANE for its devices. Raises `DeviceError` (`sane_missing`, `scanner_hung`)."""
        self._names = self._found()
        return tuple(self._listed(device, name) for device, name in self._names.items())

    def _found(self) -> dict[str, str]:
        """Names by device."""
        listing = self._ask(["-f", "%d\t%v %m%n"])
        found = (line.partition("\t") for line in listing.splitlines())
        return {device: name.strip() for device, _, name in found if device and name}

    def _listed(self, device: str, name: str) -> SourceDescription:
        try:
            return self.describe(SCHEME + device)
        except DeviceError:
            # In use by another program: it is there all the same, and says what it can do when it is free.
            return SourceDescription(SCHEME + device, name, SourceKind.FLATBED)

    def describe(self, source_id: str) -> SourceDescription:
        """Open the device and read its options. Raises `DeviceError` (`source_gone`, `busy`, `access_denied`)."""
        device = _device(source_id)
        if device not in self._names:
            self._names |= self._found()
        options = self._options_of(device)
        feeder = options.feeder() or options.duplex_feeder()
        return SourceDescription(
            id=source_id,
            name=self._names.get(device, device),
            kind=SourceKind.FEEDER if feeder and not options.flatbed() else SourceKind.FLATBED,
            dpi_choices=options.dpi_choices(),
            colour=options.mode(colour=True) is not None,
            feeder=feeder is not None,
            duplex=options.duplex_feeder() is not None or options.get("--adf-mode") is not None,
        )

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Take one page from the glass, or every sheet in the feeder.

        An empty feeder is a fault (`device.feeder_empty`) only when it gave no page at all.
        """
        device = _device(request.source_id)
        suffix, media_type = _FORMATS[self._settings.picture_format]
        command = self._command(device, request)
        taken = 0
        try:
            for data in run_batch(command, self._environment(), suffix, self._settings.stall_s, cancelled):
                yield ScannedFrame(data, media_type, request.source_id, request.dpi, taken)
                taken += 1
        except DeviceError as error:
            if not (taken and error.code == "device.feeder_empty"):
                raise

    def _command(self, device: str, request: ScanRequest) -> Arguments:
        options = self._options_of(device)
        command = [self._settings.program, "-d", device, f"--format={self._settings.picture_format}"]
        command += _source_arguments(options, request)
        mode = options.mode(colour=request.colour)
        if mode:
            command.append(f"--mode={mode}")
        if options.get("--resolution"):
            command.append(f"--resolution={request.dpi}")
        for name, wanted in zip(("-x", "-y"), _PAGE_MM, strict=True):
            extent = options.get(name)
            if extent is not None and extent.high is not None:
                command += [name, f"{min(wanted, extent.high):g}"]
        pages = request.max_pages if request.feeder else 1
        return [*command, *self._settings.extra, f"--batch-count={pages}"]

    def _options_of(self, device: str) -> SaneOptions:
        if device not in self._options:
            self._options[device] = parse_options(self._ask(["-d", device, "-A"]))
        return self._options[device]

    def _ask(self, arguments: Arguments) -> str:
        """Run a query and give what it printed."""
        try:
            done = subprocess.run(
                [self._settings.program, *arguments],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._settings.query_s,
                check=False,
            )
        except FileNotFoundError as error:
            raise DeviceError("sane_missing", program=self._settings.program) from error
        except subprocess.TimeoutExpired as error:
            raise DeviceError("scanner_hung", seconds=round(self._settings.query_s)) from error
        fault = fault_of(done.stderr.decode("utf-8", "replace"), done.returncode)
        if fault is not None:
            raise fault
        return done.stdout.decode("utf-8", "replace")

    def _environment(self) -> dict[str, str]:
        environment = {**os.environ, "LC_ALL": "C"}  # its complaints are parsed
        if self._settings.config_dir is not None:
            environment["SANE_CONFIG_DIR"] = str(self._settings.config_dir)
        return environment


def _device(source_id: str) -> str:
    if not source_id.startswith(SCHEME) or source_id == SCHEME:
        raise DeviceError("source_unknown", source=source_id)
    return source_id.removeprefix(SCHEME)


def _source_arguments(options: SaneOptions, request: ScanRequest) -> Arguments:
    """Choose glass or feeder. Raises `device.no_feeder` where there is none."""
    if not request.feeder:
        glass = options.flatbed()
        return [f"--source={glass}"] if glass else []
    duplex = options.duplex_feeder() if request.duplex else None
    chosen = duplex or options.feeder()
    if chosen is None:
        raise DeviceError("no_feeder")
    arguments = [f"--source={chosen}"]
    if request.duplex and duplex is None and options.get("--adf-mode"):
        arguments.append("--adf-mode=Duplex")
    return arguments

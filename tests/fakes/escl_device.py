"""A network scanner on the loopback that speaks eSCL and can fail in every way a real one has been seen to.

Tests set what lies on the glass and in the feeder, the state of the feeder, and `tricks`: what a resource does
instead of answering. `seen` is what was asked, `tickets` what was ordered. `calls_itself`
is what it puts before the path of a job.
"""

from __future__ import annotations

import io
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image, ImageDraw

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><scan:{root} xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" '
    'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"><pwg:Version>2.63</pwg:Version>{body}</scan:{root}>'
)
_INPUT = (
    "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight>"
    "<scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles>"
    "<scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24"
    "</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>{formats}</scan:DocumentFormats>"
    "<scan:SupportedResolutions><scan:DiscreteResolutions>{resolutions}</scan:DiscreteResolutions>"
    "</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles><scan:SupportedIntents>"
    "<scan:Intent>Document</scan:Intent></scan:SupportedIntents>"
)
_RESOLUTION = (
    "<scan:DiscreteResolution><scan:XResolution>{0}</scan:XResolution><scan:YResolution>{0}</scan:YResolution>"
    "</scan:DiscreteResolution>"
)


def xml(root: str, body: str) -> bytes:
    return _HEAD.format(root=root, body=body).encode()


@lru_cache
def page(words: str, width: int = 300, height: int = 400, mode: str = "RGB") -> bytes:
    """A JPEG that shows `words`; small, so that many can be sent."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, width - 20, height - 20), outline="navy", width=6)
    draw.text((50, 60), words, fill="black", font_size=max(20, width // 8))
    out = io.BytesIO()
    image.convert(mode).save(out, "JPEG", quality=95)
    return out.getvalue()


class Request(BaseHTTPRequestHandler):
    """One request; its server knows the device."""

    protocol_version = "HTTP/1.1"
    device: LoopbackEsclDevice

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""

    def answer(self, status: int, body: bytes = b"", media_type: str = "text/xml", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._play(self.path.rpartition("/")[2])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.device.tickets.append(body)
        self._play("ScanJobs")

    def do_DELETE(self) -> None:
        self._play("delete")

    def _play(self, resource: str) -> None:
        device = self.device
        device.seen.append(f"{self.command} {resource}")
        trick = device.tricks.get(resource)
        if trick is not None and device.given >= trick.after and trick.times != 0:
            trick.times -= 1
            trick.play(self)
        else:
            device.answers[resource](self)


Play = Callable[[Request], None]


@dataclass
class Trick:
    """What a resource does instead, once `after` pages have been given; `times` -1 is for ever."""

    play: Play
    after: int = 0
    times: int = -1


@dataclass
class LoopbackEsclDevice:
    """State of the scanner. `feeder` holds sheets: what is on the front, what is on the back."""

    glass: bytes = field(default_factory=lambda: page("glass"))
    feeder: list[tuple[bytes, bytes]] = field(default_factory=list)
    state: str = "Idle"
    reasons: str = ""
    feeder_state: str = ""
    job_state: str = "Processing"
    fail_after: dict[int, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ("image/jpeg",)
    resolutions: tuple[int, ...] = (75, 150, 300)
    inputs: tuple[str, ...] = ("Platen", "Adf", "Duplex")
    accepts: Callable[[str], bool] = lambda _: True
    calls_itself: str = ""
    tricks: dict[str, Trick] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    given: int = 0
    port: int = 0
    waiting: list[bytes] = field(default_factory=list)
    jobs: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/eSCL"

    @property
    def answers(self) -> dict[str, Play]:
        return {
            "ScannerCapabilities": lambda request: request.answer(200, self.capabilities()),
            "ScannerStatus": lambda request: request.answer(200, self.status()),
            "ScanJobs": self._create,
            "NextDocument": self._next,
            "delete": self._delete,
        }

    def capabilities(self) -> bytes:
        formats = "".join(f"<pwg:DocumentFormat>{one}</pwg:DocumentFormat>" for one in self.formats)
        formats += "".join(f"<scan:DocumentFormatExt>{one}</scan:DocumentFormatExt>" for one in self.formats)
        resolutions = "".join(_RESOLUTION.format(one) for one in self.resolutions)
        caps = _INPUT.format(formats=formats, resolutions=resolutions)
        body = "<pwg:MakeAndModel>Sample Loopback 100</pwg:MakeAndModel><pwg:SerialNumber>S1</pwg:SerialNumber>"
        if "Platen" in self.inputs:
            body += f"<scan:Platen><scan:PlatenInputCaps>{caps}</scan:PlatenInputCaps></scan:Platen>"
        if "Adf" in self.inputs:
            duplex = f"<scan:AdfDuplexInputCaps>{caps}</scan:AdfDuplexInputCaps>" if "Duplex" in self.inputs else ""
            body += f"<scan:Adf><scan:AdfSimplexInputCaps>{caps}</scan:AdfSimplexInputCaps>{duplex}</scan:Adf>"
        return xml("ScannerCapabilities", body)

    def status(self) -> bytes:
        feeder = self.feeder_state or ("ScannerAdfLoaded" if self.feeder else "ScannerAdfEmpty")
        job = (
            f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{self.jobs}</pwg:JobUri>"
            f"<pwg:JobState>{self.job_state}</pwg:JobState></scan:JobInfo>"
        )
        reasons = f"<pwg:StateReasons><pwg:StateReason>{self.reasons}</pwg:StateReason></pwg:StateReasons>"
        return xml(
            "ScannerStatus",
            f"<pwg:State>{self.state}</pwg:State>{reasons if self.reasons else ''}"
            f"<scan:AdfState>{feeder}</scan:AdfState><scan:Jobs>{job}</scan:Jobs>",
        )

    def _create(self, request: Request) -> None:
        ticket = self.tickets[-1]
        if not self.accepts(ticket):
            request.answer(400)
            return
        if "Feeder" in ticket and not self.feeder:
            request.answer(409)
            return
        self.waiting = [self.glass]
        if "Feeder" in ticket:
            sides = 2 if "<scan:Duplex>true" in ticket else 1
            self.waiting = [side for sheet in self.feeder for side in sheet[:sides]]
        self.given, self.jobs = 0, self.jobs + 1
        self.ended.clear()
        request.answer(201, Location=f"{self.calls_itself}/eSCL/ScanJobs/{self.jobs}")

    def _next(self, request: Request) -> None:
        fault = self.fail_after.get(self.given)
        if fault is not None:
            self.feeder_state = fault
            request.answer(409)
        elif not self.waiting:
            self.feeder = []
            request.answer(404)
        else:
            self.given += 1
            document = self.waiting.pop(0)
            media_type = "application/pdf" if document.startswith(b"%PDF") else "image/jpeg"
            request.answer(200, document, media_type)

    def _delete(self, request: Request) -> None:
        self.waiting = []
        self.ended.set()
        request.answer(200)


def status(code: int) -> Play:
    return lambda request: request.answer(code)


def html(request: Request) -> None:
    request.answer(200, b"<html><body>Welcome to your printer<p></body></html>", "text/html")


def body(data: bytes, media_type: str = "image/jpeg") -> Play:
    return lambda request: request.answer(200, data, media_type)


def half_body(data: bytes) -> Play:
    def play(request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data[: len(data) // 2])
        request.wfile.flush()
        hang_up(request)

    return play


def half_body_without_length(data: bytes) -> Play:
    """The connection's end is the only end there is, as HTTP/1.0 scanners do it."""

    def play(request: Request) -> None:
        request.protocol_version = "HTTP/1.0"
        request.send_response(200)
        request.end_headers()
        request.wfile.write(data[: len(data) // 2])
        request.close_connection = True

    return play


def hang(request: Request) -> None:
    """Say nothing until the job is deleted, or the test is over."""
    request.device.ended.wait(20)
    request.close_connection = True


def drip(request: Request) -> None:
    """A header that never ends, one letter at a time: no single wait is long."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not request.device.ended.wait(0.05):
        try:
            request.wfile.write(b"a")
        except OSError:
            break
    request.close_connection = True


def hang_up(request: Request) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)
    request.close_connection = True


def giant_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Giant: " + b"a" * 200_000 + b"\r\n\r\n")
    request.close_connection = True


def many_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Many: a\r\n" * 5000 + b"\r\n")
    request.close_connection = True


def not_http(request: Request) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    request.close_connection = True


def flood(request: Request) -> None:
    """A body that never ends, as fast as it is taken."""
    request.protocol_version = "HTTP/1.0"
    request.send_response(200)
    request.end_headers()
    block = b"\xff\xd8\xff" + bytes(1 << 20)
    until = time.monotonic() + 20
    try:
        while time.monotonic() < until:
            request.wfile.write(block)
    except OSError:
        request.close_connection = True


def gzip_body(request: Request) -> None:
    request.answer(200, b"\x1f\x8b" + bytes(100), "image/jpeg", Content_Encoding="gzip")


@contextmanager
def running(device: LoopbackEsclDevice) -> Iterator[LoopbackEsclDevice]:
    """The scanner switched on, at a free port of the loopback."""
    handler = type("DeviceRequest", (Request,), {"device": device})
    server = ThreadingHTTPServer(("127.0.0.1", device.port), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that goes away is what is tested
    device.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield device
    finally:
        device.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def source_of(ticket: str) -> str:
    """The prefix and the value of the ticket's InputSource."""
    match = re.search(r"<(\w+):InputSource>(\w+)<", ticket)
    return f"{match[1]}:{match[2]}" if match else ""


def airscan_config(folder: Path, device: LoopbackEsclDevice) -> Path:
    """A SANE that knows only this scanner, through sane-airscan, without discovery."""
    folder.mkdir()
    (folder / "dll.conf").write_text("airscan\n")
    (folder / "airscan.conf").write_text(
        f'[devices]\n"Loopback" = {device.address}, eSCL\n[options]\ndiscovery = disable\n'
    )
    return folder

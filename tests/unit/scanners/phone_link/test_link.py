"""The link for a phone: what it takes, and how little it says to anybody else."""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from app.domain.errors import Cancelled, DeviceError, SettingsError
from app.domain.hall_address import parse_hall_address
from app.ports.document_source import ScannedFrame, ScanRequest
from app.ports.phone_link import OpenedLink
from resources.texts import text
from scanners.drivers.phone_link import server as server_module
from scanners.drivers.phone_link.source import SOURCE_ID, PhoneLinkSource
from scanners.drivers.phone_link.upload import boundary_of, files_in
from scanners.registry import phone_link

REQUEST = ScanRequest(SOURCE_ID)
OTHER_PHONE = "127.0.0.2"


def picture(form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (200, 180, 90)).save(out, form)
    return out.getvalue()


def form_with(*files: bytes) -> bytes:
    parts = [
        b'--XyZ\r\nContent-Disposition: form-data; name="p"; filename="IMG.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + content
        + b"\r\n"
        for content in files
    ]
    return b"".join(parts) + b"--XyZ--\r\n"


def ask(
    opened: OpenedLink,
    method: str = "GET",
    path: str | None = None,
    body: bytes | None = None,
    phone: str = "127.0.0.1",
) -> tuple[int, str]:
    """Status and body; 0 when the connection is closed without a byte."""
    parts = urlsplit(opened.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10, source_address=(phone, 0))
    headers = {"Content-Type": "multipart/form-data; boundary=XyZ"} if body is not None else {}
    try:
        connection.request(method, parts.path if path is None else path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
        return 0, ""
    finally:
        connection.close()


def pictures_of(link: PhoneLinkSource, most: int) -> list[ScannedFrame]:
    return list(link.scan(ScanRequest(SOURCE_ID, max_pages=most)))


@pytest.fixture
def link() -> Iterator[PhoneLinkSource]:
    made = PhoneLinkSource("127.0.0.1")
    yield made
    made.close()


@pytest.fixture
def opened(link: PhoneLinkSource) -> OpenedLink:
    return link.open_link()


def test_the_code_leads_to_the_form_in_plain_words(opened: OpenedLink) -> None:
    with Image.open(io.BytesIO(opened.qr_png)) as image:
        [code] = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    assert code.text == opened.url
    assert opened.notice == text("phone_link.at_the_window")

    status, page = ask(opened)
    assert status == 200
    assert text("phone_link.privacy") in page
    assert 'type="file"' in page
    assert "<script" not in page
    assert "http" not in page.replace('http-equiv="', "")  # nothing from elsewhere


def test_several_pictures_by_one_link_become_frames(link: PhoneLinkSource, opened: OpenedLink) -> None:
    assert ask(opened)[0] == 200
    status, page = ask(opened, "POST", body=form_with(picture(), picture("PNG")))
    assert (status, text("phone_link.received", count=2) in page) == (200, True)
    assert ask(opened, "POST", body=form_with(picture("WEBP")))[0] == 200

    frames = pictures_of(link, 3)

    assert [(frame.media_type, frame.source, frame.index) for frame in frames] == [
        ("image/jpeg", SOURCE_ID, 0),
        ("image/png", SOURCE_ID, 1),
        ("image/webp", SOURCE_ID, 2),
    ]
    assert frames[0].data == picture()


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/aaaaaaaaaaaaaaaaaaaaaaaa", "/../etc/passwd"])
def test_whoever_does_not_know_the_token_gets_no_byte(opened: OpenedLink, method: str, path: str) -> None:
    assert ask(opened, method, path) == (0, "")


def test_nothing_is_given_back_or_listed(link: PhoneLinkSource, opened: OpenedLink) -> None:
    ask(opened, "POST", body=form_with(picture()))
    path = urlsplit(opened.url).path

    for more in ("/", "/0", "?list", "/IMG.jpg"):
        assert ask(opened, "GET", path + more) == (0, "")
    for method in ("HEAD", "PUT", "DELETE", "TRACE"):
        assert ask(opened, method) == (0, "")
    assert ask(opened)[0] == 200


def test_the_first_phone_is_the_only_one(opened: OpenedLink) -> None:
    assert ask(opened)[0] == 200
    assert ask(opened, phone=OTHER_PHONE) == (0, "")
    assert ask(opened, "POST", body=form_with(picture()), phone=OTHER_PHONE) == (0, "")
    assert ask(opened)[0] == 200


def test_guessing_is_not_listened_to_for_long(opened: OpenedLink) -> None:
    for _ in range(server_module.MOST_WRONG):
        ask(opened, path="/guess", phone=OTHER_PHONE)

    assert ask(opened, phone=OTHER_PHONE) == (0, "")  # even the right one
    assert ask(opened)[0] == 200


def test_what_is_no_picture_is_refused_in_words(link: PhoneLinkSource, opened: OpenedLink) -> None:
    for wrong in (b"MZ\x90 a program", b"<html>", b"%PDF-1.7 a document", picture("GIF")):
        status, page = ask(opened, "POST", body=form_with(wrong))
        assert (status, text("phone_link.not_all", kept=0, refused=1) in page) == (400, True)
    status, page = ask(opened, "POST", body=form_with(picture(), b"text"))
    assert (status, text("phone_link.not_all", kept=1, refused=1) in page) == (400, True)
    assert [frame.data for frame in pictures_of(link, 1)] == [picture()]


def test_too_much_at_once_is_refused_in_words(opened: OpenedLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MOST_BYTES", 2000)
    status, page = ask(opened, "POST", body=form_with(picture() + bytes(4000)))

    assert (status, "MB" in page) == (400, True)


@pytest.mark.parametrize("length", [None, "-5", "1e9", "99999999999999", "0"])
def test_a_length_that_makes_no_sense_is_refused(opened: OpenedLink, length: str | None) -> None:
    parts = urlsplit(opened.url)
    head = f"POST {parts.path} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XyZ\r\n"
    if length is not None:
        head += f"Content-Length: {length}\r\n"
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as line:
        line.sendall(f"{head}\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.0 400")


def test_more_pictures_or_requests_than_anybody_needs_are_refused(
    opened: OpenedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MOST_PICTURES", 1)
    assert ask(opened, "POST", body=form_with(picture()))[0] == 200
    assert ask(opened, "POST", body=form_with(picture()))[0] == 400
    monkeypatch.setattr(server_module, "MOST_REQUESTS", 2)
    assert ask(opened) == (0, "")


def test_the_link_ends_with_its_time(expired: float = 0.3) -> None:
    link = PhoneLinkSource("127.0.0.1", expired)
    opened = link.open_link()
    assert ask(opened)[0] == 200

    assert pictures_of(link, 5) == []  # ends by itself

    with pytest.raises(ConnectionRefusedError):
        ask(opened)
    with pytest.raises(DeviceError, match="phone_link_closed"):
        pictures_of(link, 1)


def test_leaving_closes_the_link_and_a_new_one_has_another_token(link: PhoneLinkSource, opened: OpenedLink) -> None:
    with pytest.raises(Cancelled):
        list(link.scan(REQUEST, cancelled=lambda: True))
    with pytest.raises(ConnectionRefusedError):
        ask(opened)
    again = link.open_link()
    assert urlsplit(again.url).path != urlsplit(opened.url).path
    assert ask(again, path=urlsplit(opened.url).path) == (0, "")


def test_an_address_that_is_taken_is_told(opened: OpenedLink) -> None:
    port = urlsplit(opened.url).port
    second = PhoneLinkSource(f"127.0.0.1:{port}")

    with pytest.raises(DeviceError, match="phone_link_cannot_listen"):
        second.open_link()


@pytest.mark.parametrize(
    ("written", "parsed"),
    [
        ("192.168.1.30", ("192.168.1.30", 0)),
        (" 10.0.0.7:8090 ", ("10.0.0.7", 8090)),
        ("[fd00::7]:8090", ("fd00::7", 8090)),
        ("::1", ("::1", 0)),
    ],
)
def test_addresses_of_the_hall(written: str, parsed: tuple[str, int]) -> None:
    assert parse_hall_address(written) == parsed


@pytest.mark.parametrize(
    "written",
    ["", "0.0.0.0", "::", "8.8.8.8", "hall.example", "192.168.1.30:99999", "192.168.1.30:x", "1.2", "[::]:80"],
)
def test_addresses_that_are_none_of_the_hall(written: str) -> None:
    with pytest.raises(SettingsError, match="phone_link_address"):
        parse_hall_address(written)


def test_forms_as_browsers_send_them() -> None:
    assert boundary_of('multipart/form-data; boundary="----WebKit7MA4"') == b"----WebKit7MA4"
    assert boundary_of("application/x-www-form-urlencoded") is None
    assert boundary_of("multipart/form-data") is None
    tricky = b"\xff\xd8\xff\r\n--Xy\r\n\r\n--"
    assert files_in(form_with(tricky, b"", b"two"), b"XyZ") == (tricky, b"two")
    assert files_in(b'--XyZ\r\nContent-Disposition: form-data; name="n"\r\n\r\nword\r\n--XyZ--', b"XyZ") == ()
    assert files_in(b"cut in the mid", b"XyZ") == ()


def test_in_a_process_of_its_own_and_only_while_switched_on() -> None:
    chosen = ""
    link = phone_link(lambda: chosen)
    try:
        with pytest.raises(DeviceError, match="phone_link_off"):
            link.open_link()
        chosen = "127.0.0.1"
        opened = link.open_link()
        assert link.list() == ()
        assert ask(opened, "POST", body=form_with(picture()))[0] == 200
        frames = link.scan(REQUEST)
        assert next(frames).data == picture()
        frames.close()  # type: ignore[attr-defined]  # a generator
        with pytest.raises(ConnectionRefusedError):
            ask(opened)
    finally:
        link.close()

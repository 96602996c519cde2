"""`DocumentSource` and `PhoneLink` over a web server that lives as long as one link. Runs in a worker process."""

from __future__ import annotations

import io
import queue
from collections.abc import Callable, Iterator, Mapping

from app.domain.errors import Cancelled, DeviceError
from app.domain.hall_address import parse_hall_address
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from app.ports.phone_link import OpenedLink
from resources.texts import text
from scanners.drivers.phone_link.server import LinkState, PhoneLinkServer

SOURCE_ID = "phone:"
LASTS_S = 600.0
_LOOK_EVERY_S = 0.2
_MODULE = 8  # pixels


class PhoneLinkSource:
    """One link at a time."""

    def __init__(self, address: str, lasts_s: float = LASTS_S) -> None:
        """`address` as in the settings. Nothing listens before `open_link`. Raises SettingsError."""
        self._host, self._port = parse_hall_address(address)
        self._lasts_s = lasts_s
        self._server: PhoneLinkServer | None = None

    def list(self) -> tuple[SourceDescription, ...]:
        """The phone, whoever's it will be."""
        return (self.describe(SOURCE_ID),)

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        if source_id != SOURCE_ID:
            raise DeviceError("source_unknown", source=source_id)
        return SourceDescription(SOURCE_ID, text("sources.phone"), SourceKind.PHONE)

    def open_link(self) -> OpenedLink:
        """See `PhoneLink.open_link`. Raises `DeviceError` (`phone_link_cannot_listen`)."""
        self.close()
        try:
            self._server = PhoneLinkServer(self._host, self._port, LinkState(self._lasts_s))
        except OSError as error:
            raise DeviceError("phone_link_cannot_listen", address=self._host) from error
        url = self._server.url
        return OpenedLink(url, _qr_png(url), SOURCE_ID, text("phone_link.at_the_window"), int(self._lasts_s))

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Pictures as they come, until the link's time is over. The link ends with this, however it ends.

        Raises `Cancelled`, `DeviceError` (`phone_link_closed` when none is open).
        """
        self.describe(request.source_id)
        if self._server is None:
            raise DeviceError("phone_link_closed")
        state, index = self._server.state, 0
        try:
            while index < request.max_pages:
                if cancelled():
                    raise Cancelled("scan")
                try:
                    picture = state.pictures.get(timeout=_LOOK_EVERY_S)
                except queue.Empty:
                    if state.over:
                        return
                    continue
                yield ScannedFrame(picture.data, picture.kind.value, SOURCE_ID, None, index)
                index += 1
        finally:
            self.close()

    def close(self) -> None:
        """End the link."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()


def open_phone_link(options: Mapping[str, str]) -> PhoneLinkSource:
    """Options: `address` as in the settings, `lasts_s`."""
    return PhoneLinkSource(options["address"], float(options.get("lasts_s", LASTS_S)))


def _qr_png(url: str) -> bytes:
    import zxingcpp
    from PIL import Image

    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=_MODULE, add_quiet_zones=True))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

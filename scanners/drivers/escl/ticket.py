"""What is asked of the scanner (`ScanSettings`, Mopria eSCL 2.97, section 8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.domain.errors import DeviceError
from app.ports.document_source import ScanRequest
from scanners.drivers.escl.capabilities import InputCapabilities, ScannerCapabilities

_WIDEST, _LONGEST = 2551, 3508  # 1/300 inch: A4 and US letter, 216 x 297 mm
_FORMATS = ("image/jpeg", "application/pdf", "image/png", "image/tiff")  # as liked
_COLOUR, _GREY = ("RGB24", "RGB48"), ("Grayscale8", "Grayscale16")
_ESCL = "http://schemas.hp.com/imaging/escl/2011/05/03"
_PWG = "http://www.pwg.org/schemas/2010/12/sm"


@dataclass(frozen=True, slots=True)
class ScanTicket:
    """One job."""

    version: str
    source: InputCapabilities
    feeder: bool
    duplex: bool
    dpi: int
    colour_mode: str
    document_format: str

    def xml(self, *, source_prefix: str) -> bytes:
        """Spell it out. `source_prefix` is `pwg` by the book and `scan` for scanners that want it so."""
        source = "Feeder" if self.feeder else "Platen"
        intent = "<scan:Intent>Document</scan:Intent>" if "Document" in self.source.intents else ""
        extended = f"<scan:DocumentFormatExt>{self.document_format}</scan:DocumentFormatExt>"
        duplex = f"<scan:Duplex>{str(self.duplex).lower()}</scan:Duplex>" if self.feeder else ""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<scan:ScanSettings xmlns:scan="{_ESCL}" xmlns:pwg="{_PWG}">'
            f"<pwg:Version>{escape(self.version)}</pwg:Version>{intent}"
            "<pwg:ScanRegions><pwg:ScanRegion>"
            "<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>"
            "<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>"
            f"<pwg:Width>{min(_WIDEST, self.source.width)}</pwg:Width>"
            f"<pwg:Height>{min(_LONGEST, self.source.height)}</pwg:Height>"
            "</pwg:ScanRegion></pwg:ScanRegions>"
            f"<{source_prefix}:InputSource>{source}</{source_prefix}:InputSource>{duplex}"
            f"<scan:ColorMode>{self.colour_mode}</scan:ColorMode>"
            f"<scan:XResolution>{self.dpi}</scan:XResolution><scan:YResolution>{self.dpi}</scan:YResolution>"
            f"<pwg:DocumentFormat>{self.document_format}</pwg:DocumentFormat>"
            f"{extended if self.source.states_format_twice else ''}"
            "</scan:ScanSettings>"
        ).encode()


def ticket_for(request: ScanRequest, capabilities: ScannerCapabilities) -> ScanTicket:
    """Choose what comes nearest to the request. Raises `DeviceError` (`no_feeder`, `option_refused`).

    A scanner without glass takes one sheet from its feeder where one picture is asked for.
    """
    feeder = request.feeder or capabilities.glass is None
    duplex = capabilities.duplex if feeder and request.duplex else None
    source = (duplex or capabilities.feeder) if feeder else capabilities.glass
    if source is None:
        raise DeviceError("no_feeder")
    document_format = next((one for one in _FORMATS if one in source.formats), None)
    if document_format is None:
        raise DeviceError("option_refused")
    return ScanTicket(
        version=capabilities.version,
        source=source,
        feeder=feeder,
        duplex=duplex is not None,
        dpi=source.nearest_dpi(request.dpi),
        colour_mode=_colour_mode(source, colour=request.colour),
        document_format=document_format,
    )


def _colour_mode(source: InputCapabilities, *, colour: bool) -> str:
    """The wanted mode, else the other one: better a picture in the wrong colour than none."""
    liked = (*_COLOUR, *_GREY) if colour else (*_GREY, *_COLOUR)
    chosen = next((mode for mode in liked if mode in source.colour_modes), None)
    if chosen is None:
        raise DeviceError("option_refused")
    return chosen

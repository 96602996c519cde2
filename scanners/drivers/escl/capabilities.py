"""What a scanner says it can do (`ScannerCapabilities`, Mopria eSCL 2.97, section 8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.domain.errors import DeviceError
from scanners.drivers.escl.bounded_xml import every, first, local_name, number, parse_answer, words

_COMMON_DPI = (75, 100, 150, 200, 240, 300, 400, 600)
_LONGEST_NAME = 80
_A4_WIDTH, _A4_HEIGHT = 2550, 3508  # 1/300 inch, what is assumed of a scanner that does not say


@dataclass(frozen=True, slots=True)
class InputCapabilities:
    """One way in: the glass, or the feeder from one side or both. Lengths in 1/300 inch."""

    width: int
    height: int
    colour_modes: tuple[str, ...]
    formats: tuple[str, ...]
    states_format_twice: bool
    dpi_choices: tuple[int, ...]
    intents: tuple[str, ...]

    def nearest_dpi(self, wanted: int) -> int:
        """The resolution to ask for: the wanted one, else the next finer, else the finest."""
        finer = [dpi for dpi in self.dpi_choices if dpi >= wanted]
        if not self.dpi_choices:
            return wanted
        return min(finer) if finer else max(self.dpi_choices)


@dataclass(frozen=True, slots=True)
class ScannerCapabilities:
    """All ways in; `version` is the device's eSCL version, repeated to it in each ticket."""

    version: str
    name: str
    glass: InputCapabilities | None
    feeder: InputCapabilities | None
    duplex: InputCapabilities | None

    def main(self) -> InputCapabilities:
        """The way in that describes the device."""
        chosen = self.glass or self.feeder
        if chosen is None:
            raise DeviceError("scanner_bad_answer", about="ScannerCapabilities")
        return chosen


def parse_capabilities(data: bytes) -> ScannerCapabilities:
    """Read the answer. Raises `DeviceError` (`scanner_bad_answer`)."""
    root = parse_answer(data, "ScannerCapabilities")
    profiles = {one.get("name", ""): one for one in every(root, "SettingProfiles/SettingProfile")}
    simplex = _input(first(root, "Adf/AdfSimplexInputCaps"), profiles)
    duplex = _input(first(root, "Adf/AdfDuplexInputCaps"), profiles)
    options = {(one.text or "").strip() for one in every(root, "Adf/AdfOptions/AdfOption")}
    found = ScannerCapabilities(
        version=words(root, "Version") or "2.0",
        name=_name(words(root, "MakeAndModel")),
        glass=_input(first(root, "Platen/PlatenInputCaps"), profiles),
        feeder=simplex or duplex,
        duplex=duplex or (simplex if "Duplex" in options else None),
    )
    found.main()
    return found


def _name(said: str) -> str:
    return "".join(letter for letter in said if letter.isprintable())[:_LONGEST_NAME]


def _input(caps: Element | None, profiles: dict[str, Element]) -> InputCapabilities | None:
    if caps is None:
        return None
    own = [profiles.get(one.get("ref", ""), one) for one in every(caps, "SettingProfiles/SettingProfile")]
    plain = tuple(_texts(own, "DocumentFormats/DocumentFormat"))
    extended = tuple(_texts(own, "DocumentFormats/DocumentFormatExt"))
    return InputCapabilities(
        width=number(caps, "MaxWidth") or _A4_WIDTH,
        height=number(caps, "MaxHeight") or _A4_HEIGHT,
        colour_modes=tuple(_texts(own, "ColorModes/ColorMode")),
        formats=tuple(dict.fromkeys((*plain, *extended))),
        states_format_twice=bool(extended),
        dpi_choices=_dpi_choices(own),
        intents=tuple((one.text or "").strip() for one in every(caps, "SupportedIntents/Intent")),
    )


def _texts(profiles: list[Element], path: str) -> Iterator[str]:
    for profile in profiles:
        yield from ((one.text or "").strip() for one in every(profile, path))


def _dpi_choices(profiles: list[Element]) -> tuple[int, ...]:
    """Resolutions that are the same both ways: each one listed, or the common ones of a range."""
    found: set[int] = set()
    for supported in (one for profile in profiles for one in every(profile, "SupportedResolutions/*")):
        if local_name(supported) == "DiscreteResolutions":
            found |= {across for one in every(supported, "DiscreteResolution") if (across := _square(one)) is not None}
        elif local_name(supported) == "ResolutionRange":
            low, high = number(supported, "XResolutionRange/Min"), number(supported, "XResolutionRange/Max")
            found |= {dpi for dpi in _COMMON_DPI if low is not None and high is not None and low <= dpi <= high}
    return tuple(sorted(found))


def _square(resolution: Element) -> int | None:
    across, down = number(resolution, "XResolution"), number(resolution, "YResolution")
    return across if across == down and across else None

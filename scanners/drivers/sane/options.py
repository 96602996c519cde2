"""Reads the option list that `scanimage --all-options` prints."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPTION = re.compile(
    r"^\s+(?P<name>--?[a-zA-Z][\w-]*)(?:\[=\(yes\|no\)\])?\s*(?P<choices>.*?)\s*\[(?P<now>[^\[\]]*)\]\s*$"
)
_UNITS = re.compile(r"(?:dpi|mm|pel|us|%|bit)$")
_RANGE = re.compile(r"^(?P<low>-?[\d.]+)\.\.(?P<high>-?[\d.]+)")
_COMMON_DPI = (75, 100, 150, 200, 240, 300, 400, 600)


@dataclass(frozen=True, slots=True)
class SaneOption:
    """One option: `choices` for a list of words or numbers, `high` for a range; inactive ones cannot be set now."""

    name: str
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    active: bool


@dataclass(frozen=True, slots=True)
class SaneOptions:
    """The options of one device, by the names that well-known options have (SANE standard 1.06, section 4.5)."""

    by_name: dict[str, SaneOption]

    def get(self, name: str) -> SaneOption | None:
        """An option that can be set now."""
        option = self.by_name.get(name)
        return option if option is not None and option.active else None

    def dpi_choices(self) -> tuple[int, ...]:
        """Resolutions worth offering."""
        option = self.get("--resolution")
        if option is None:
            return ()
        if option.high is not None:
            low = option.low or 0
            return tuple(dpi for dpi in _COMMON_DPI if low <= dpi <= option.high)
        return tuple(round(float(choice)) for choice in option.choices if _is_number(choice))

    def feeder(self) -> str | None:
        """The name of the feeder among the sources, if there is one."""
        return self._source_like("feeder", "adf")

    def flatbed(self) -> str | None:
        """The name of the glass among the sources, if it has one."""
        return self._source_like("flatbed", "platen", "normal", "fb")

    def duplex_feeder(self) -> str | None:
        """The name of the feeder that takes both sides, if that is a source of its own."""
        return next((name for name in self._sources() if "duplex" in name.lower()), None)

    def mode(self, *, colour: bool) -> str | None:
        """The name of the colour or grey mode."""
        option = self.get("--mode")
        wanted = ("color", "colour") if colour else ("gray", "grey")
        names = option.choices if option else ()
        return next((name for word in wanted for name in names if word in name.lower()), None)

    def _sources(self) -> tuple[str, ...]:
        option = self.get("--source")
        return option.choices if option else ()

    def _source_like(self, *words: str) -> str | None:
        plain = [name for name in self._sources() if "duplex" not in name.lower()]
        return next((name for word in words for name in plain if word in name.lower()), None)


def parse_options(listing: str) -> SaneOptions:
    """Parse the listing; lines of explanation are passed over."""
    found = {}
    for line in listing.splitlines():
        match = _OPTION.match(line)
        if match:
            found[match["name"]] = _option(match["name"], match["choices"], match["now"])
    return SaneOptions(found)


def _option(name: str, choices: str, now: str) -> SaneOption:
    words = choices.split(" (in steps", maxsplit=1)[0].strip()
    span = _RANGE.match(words)
    if span:
        return SaneOption(name, (), float(span["low"]), float(span["high"]), now != "inactive")
    parts = tuple(part for part in _UNITS.sub("", words).split("|") if part)
    return SaneOption(name, parts, None, None, now != "inactive")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()

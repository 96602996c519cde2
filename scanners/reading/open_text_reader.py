"""Opens the text reader from plain options."""

from __future__ import annotations

from collections.abc import Mapping

from scanners.reading.text_reader import RapidTextReader


def open_text_reader(options: Mapping[str, str]) -> RapidTextReader:
    """Load the models and open the reader; there is nothing to choose."""
    del options
    return RapidTextReader()

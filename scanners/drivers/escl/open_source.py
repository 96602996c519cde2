"""Opens the eSCL driver from plain options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from app.domain.scanner_address import parse_scanner_addresses
from scanners.drivers.escl.client import EsclPatience
from scanners.drivers.escl.source import EsclDocumentSource


def open_escl(options: Mapping[str, str]) -> EsclDocumentSource:
    """Options: `addresses` as in the settings, and the fields of `EsclPatience` in seconds."""
    seconds = {one.name: float(options[one.name]) for one in fields(EsclPatience) if one.name in options}
    return EsclDocumentSource(parse_scanner_addresses(options.get("addresses", "")), EsclPatience(**seconds))

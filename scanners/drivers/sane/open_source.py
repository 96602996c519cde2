"""Opens the SANE driver from plain options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scanners.drivers.sane.source import SaneDocumentSource, SaneSettings


def open_sane(options: Mapping[str, str]) -> SaneDocumentSource:
    """Options: `config_dir`, `picture_format`, `stall_s`, `extra` (one `--option=value` a line)."""
    standard = SaneSettings()
    return SaneDocumentSource(
        SaneSettings(
            config_dir=Path(options["config_dir"]) if "config_dir" in options else None,
            picture_format=options.get("picture_format", standard.picture_format),
            extra=tuple(options.get("extra", "").splitlines()),
            stall_s=float(options.get("stall_s", standard.stall_s)),
        )
    )

"""Opens the watched folder from plain options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from resources.texts import text
from scanners.drivers.watched_folder.source import FolderSettings, WatchedFolderSource


def open_folder(options: Mapping[str, str]) -> WatchedFolderSource:
    """Options: `folder` (needed), `name`, `settle_s`, `patience_s`."""
    folder = Path(options["folder"])
    standard = FolderSettings(folder, "")
    return WatchedFolderSource(
        FolderSettings(
            folder,
            options.get("name") or text("sources.folder", folder=folder.name),
            settle_s=float(options.get("settle_s", standard.settle_s)),
            patience_s=float(options.get("patience_s", standard.patience_s)),
        )
    )

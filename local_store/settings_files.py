"""Settings as JSON files in the data folder: `settings.json` (station) and `province.json` (given by the province).

`province.json` is `{"name": "...", "locked": {key: value}, "defaults": {key: value}}`. Standard library only: the
sign-in screen needs settings before anything heavy is loaded.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import SettingsError, StoreError
from app.domain.settings import Settings, SettingScope, check_setting, merge

STATION_FILE, PROVINCE_FILE = "settings.json", "province.json"


@dataclass(frozen=True, slots=True)
class JsonSettingsFiles:
    """Implements the port over one folder."""

    folder: Path

    def load(self) -> Settings:
        """Read both files and merge them."""
        problems: list[SettingsError] = []
        station = _read(self.folder / STATION_FILE, problems)
        province = _read(self.folder / PROVINCE_FILE, problems)
        settings = merge(
            {
                SettingScope.PROVINCE_LOCKED: _texts(province.get("locked")),
                SettingScope.USER: _texts(station),
                SettingScope.PROVINCE_DEFAULT: _texts(province.get("defaults")),
            },
            locked_by=str(province.get("name", "")),
        )
        return replace(settings, problems=(*problems, *settings.problems))

    def save(self, changes: Mapping[str, str]) -> Settings:
        """Check all, then write all or nothing. Raises `settings.locked` for a value the province locks."""
        before = self.load()
        for key, value in changes.items():
            check_setting(key, value)
            if before.values[key].locked_by:
                raise SettingsError("locked", field=key, key=key, by=before.values[key].locked_by)
        station = _texts(_read(self.folder / STATION_FILE, []))
        _write(self.folder / STATION_FILE, {**station, **changes})
        return self.load()


def _read(path: Path, problems: list[SettingsError]) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        loaded = None
    if isinstance(loaded, dict):
        return loaded
    kept = path.with_suffix(".bad.json")
    path.replace(kept)
    problems.append(SettingsError("bad_file", file=path.name, kept=kept.name))
    return {}


def _texts(values: object) -> dict[str, str]:
    if not isinstance(values, dict):
        return {}
    return {key: value for key, value in values.items() if isinstance(key, str) and isinstance(value, str)}


def _write(path: Path, values: Mapping[str, str]) -> None:
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=2, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise StoreError("io", reason=error.strerror or "") from error

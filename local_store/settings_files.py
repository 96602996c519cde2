"""Settings as JSON files in the data folder: `settings.json` (station) and `province.json` (given by the province).

`province.json` is `{"name": "...", "locked": {key: value}, "defaults": {key: value}}`. Standard library only: the
sign-in screen needs settings before anything heavy is loaded. Reading changes no file: a broken one is a problem at
every start until somebody mends it, and the station's own is set aside, not lost, when values are saved over it.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import SettingsError
from app.domain.settings import Settings, SettingScope, check_new_setting, merge
from local_store.durable_files import translated_errors, write_durably
from local_store.folder import DataFolder

_LONGEST_TOLD = 40
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
                SettingScope.PROVINCE_LOCKED: _texts(province.get("locked"), problems),
                SettingScope.USER: _texts(station, problems),
                SettingScope.PROVINCE_DEFAULT: _texts(province.get("defaults"), problems),
            },
            locked_by=str(province.get("name") or PROVINCE_FILE),
        )
        return replace(settings, problems=(*problems, *settings.problems))

    def save(self, changes: Mapping[str, str]) -> Settings:
        """Check all, then write all or nothing.

        Raises StoreError, `settings.locked` for a value the province locks, SettingsError for one that does not hold.
        """
        before = self.load()
        for key, value in changes.items():
            check_new_setting(key, value)
            if before.values[key].locked_by:
                raise SettingsError("locked", field=key, key=key, by=before.values[key].locked_by)
        path, broken = self.folder / STATION_FILE, list[SettingsError]()
        station = _read(path, broken)
        with translated_errors():
            DataFolder(self.folder).create()
            if broken:
                path.rename(_free_name(path))
        content = json.dumps({**station, **changes}, ensure_ascii=False, indent=2, sort_keys=True)
        write_durably(path, content.encode("utf-8", "surrogatepass"))
        return self.load()


def _read(path: Path, problems: list[SettingsError]) -> dict[str, object]:
    """The object in the file, nothing when there is none; `utf-8-sig` because editors of Windows write the mark."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return loaded
    problems.append(SettingsError("bad_file", file=path.name))
    return {}


def _texts(values: object, problems: list[SettingsError]) -> dict[str, str]:
    """The values that are texts, as all of them must be."""
    if not isinstance(values, dict):
        return {}
    problems += [
        SettingsError("not_a_text", field=key, key=key, value=json.dumps(value, ensure_ascii=False)[:_LONGEST_TOLD])
        for key, value in values.items()
        if not isinstance(value, str)
    ]
    return {key: value for key, value in values.items() if isinstance(value, str)}


def _free_name(path: Path) -> Path:
    """A name beside `path` for a broken file, so that none set aside before is overwritten."""
    names = (path.with_suffix(f".bad{number}.json") for number in itertools.count(1))
    return next(name for name in names if not name.exists())

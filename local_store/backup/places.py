"""What lies where in a folder of backups.

`FOLDER/station-<letter>-<id>/`: one for each installation, so that several stations may share a folder.
`.../vault/<month>/<name>` are the files all backups of the station share: they are named by content, so a backup copies
only what is new. `.../backup-<moment>/` is one backup: database, key files, settings, and the list of everything. What
ends in `.tmp` was not finished.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.errors import StoreError
from local_store.backup.manifest import MANIFEST
from local_store.durable_files import TEMPORARY_SUFFIX, translated_errors

_STATION, _BACKUP = "station-", "backup-"
_NAMED = re.compile(_BACKUP + r"\d{8}T\d{12}Z")
_NAME = f"{_BACKUP}%Y%m%dT%H%M%S%fZ"
SETTINGS = ("settings.json", "province.json")
PULLED = ("guides", "holidays")


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """The folder of one installation's backups."""

    root: Path

    @classmethod
    def of(cls, target: Path, letter: str, station_id: str) -> BackupPlace:
        """Inside the folder the station's backups go to."""
        return cls(target / f"{_STATION}{letter}-{station_id}")

    @property
    def vault(self) -> Path:
        """Files all backups share."""
        return self.root / "vault"

    @property
    def lock(self) -> Path:
        """Held while a backup is made or taken away."""
        return self.root / "lock"

    def new(self, now: datetime) -> Path:
        """Where a backup of this moment will lie when it is whole: last, also when the clock was set back."""
        moment = now.astimezone(UTC)
        if taken := [datetime.strptime(path.name, _NAME).replace(tzinfo=UTC) for path in self.backups()[-1:]]:
            moment = max(moment, taken[0] + timedelta(microseconds=1))
        return self.root / moment.strftime(_NAME)

    def backups(self) -> list[Path]:
        """Whole ones, oldest first."""
        found = [path for path in self.root.glob(f"{_BACKUP}*") if path.suffix != TEMPORARY_SUFFIX]
        return sorted(path for path in found if (path / MANIFEST).is_file() and _NAMED.fullmatch(path.name))

    def unfinished(self) -> list[Path]:
        """What a killed program left."""
        return [path for path in self.root.iterdir() if path.suffix == TEMPORARY_SUFFIX]


def chosen_backup(source: Path) -> Path:
    """The backup meant by `source`: itself, or the newest one of the only station in it.

    Raises StoreError `store.backup_none`, `store.backup_several` (the folder holds backups of several stations).
    """
    with translated_errors():
        if (source / MANIFEST).is_file():
            return source
        places = [source, *(path for path in source.glob(f"{_STATION}*") if path.is_dir())]
        found = [backups for place in places if (backups := BackupPlace(place).backups())]
    if not found:
        raise StoreError("backup_none")
    if len(found) > 1:
        raise StoreError("backup_several", stations=" / ".join(sorted(one[-1].parent.name for one in found)))
    return found[0][-1]

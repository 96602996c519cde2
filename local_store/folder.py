"""What lies where in the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from local_store.durable_files import TEMPORARY_SUFFIX, make_folder, sync_folder, translated_errors


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names of everything the store keeps. Nothing in it is readable without a clerk's password or a recovery key."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLCipher file; `-wal` and `-shm` lie beside it."""
        return self.root / "store.db"

    @property
    def vault(self) -> Path:
        """Page pictures and papers, one encrypted file each."""
        return self.root / "vault"

    @property
    def copies(self) -> Path:
        """Copies of the database taken before it was upgraded."""
        return self.root / "copies"

    @property
    def keys(self) -> Path:
        """The data key, wrapped once for each clerk."""
        return self.root / "keys.json"

    @property
    def keys_copy(self) -> Path:
        """The same once more: without one of them everything is lost."""
        return self.root / "keys.copy.json"

    @property
    def wiped(self) -> Path:
        """Lies here from the moment the keys are destroyed by order of the province."""
        return self.root / "wiped"

    @property
    def setup_mark(self) -> Path:
        """Lies here while a new store is made; what it covers holds nothing yet."""
        return self.root / "setting-up"

    @property
    def failures(self) -> Path:
        """Failed sign-ins."""
        return self.root / "failures.json"

    @property
    def installation(self) -> Path:
        """Says that this folder is where its database was made; see `local_store.installation`."""
        return self.root / "installation.json"

    @property
    def lock(self) -> Path:
        """Held by the running program."""
        return self.root / "lock"

    @property
    def ballast(self) -> Path:
        """Room kept for the hour when the disk is full."""
        return self.root / "ballast"

    def create(self) -> None:
        """Make the folder, readable by its owner only. Raises StoreError."""
        with translated_errors():
            if not self.root.is_dir():
                make_folder(self.root.parent)
                self.root.mkdir(mode=0o700)
                sync_folder(self.root.parent)

    def sweep_temporary(self) -> int:
        """Remove files a killed program left half written; returns how many. Only under the lock."""
        with translated_errors():
            found = [path for place in (self.root, self.copies) for path in place.glob(f"*{TEMPORARY_SUFFIX}*")]
            for path in found:
                path.unlink()
        return len(found)

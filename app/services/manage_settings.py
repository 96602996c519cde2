"""Settings of the station, changed by those who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Role, Session, require_role
from app.domain.errors import SettingsError
from app.domain.settings import Settings
from app.ports.environment import Clock
from app.ports.settings import SettingsFiles
from app.ports.store import Store

_OWN_CHOICE = ("look.", "printer.", "scanner.", "reader.")


@dataclass(frozen=True, slots=True)
class ManageSettings:
    """Read and change settings. Look and devices are the clerk's; all else needs an admin.

    `provinces` are those the program has a mapping for (empty: not known, not checked).
    """

    files: SettingsFiles
    store: Store
    clock: Clock
    provinces: frozenset[str] = frozenset()

    def current(self) -> Settings:
        """What is in force."""
        return self.files.load()

    def change(self, session: Session, changes: Mapping[str, str]) -> Settings:
        """Write values. Raises `access.role`, SettingsError beside the value that does not hold."""
        if not all(key.startswith(_OWN_CHOICE) for key in changes):
            require_role(session, Role.ADMIN)
        province = changes.get("platform.mapping", "")
        if self.provinces and province and province not in self.provinces:
            raise SettingsError("province_unknown", field="platform.mapping", province=province)
        settings = self.files.save(changes)
        with self.store.unit_of_work() as unit:
            detail = " ".join(sorted(changes))
            now = self.clock.now()
            unit.audit.add(AuditEntry(AuditAction.SETTINGS_CHANGED, now, session.clerk.id, "settings", detail))
            unit.commit()
        return settings

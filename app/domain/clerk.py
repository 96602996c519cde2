"""Who works here and where: clerks, roles, station and window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import AccessError


class Role(StrEnum):
    """What a clerk may do. A higher role includes the lower ones."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


_RANK = {Role.CLERK: 0, Role.SUPERVISOR: 1, Role.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class Clerk:
    """A local account. `id` never changes, `login` is typed at sign-in, `staff_number` is printed on papers.

    One that is not `active` was disabled: it stays, because facts name it, but nobody signs in with it.
    """

    id: str
    login: str
    name: str
    staff_number: str
    role: Role
    active: bool = True


@dataclass(frozen=True, slots=True)
class Station:
    """The installation: a window of a hall or a township station.

    `code` is the station's code in receipt numbers (4 digits or capitals, given by the province);
    `installation` the letter that keeps numbers apart when a station was restored or set up twice.
    """

    code: str
    installation: str
    hall_name: str
    window_name: str
    division_code: str
    address: str
    phone: str
    postcode: str = ""
    supervision_phone: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in clerk at a station: the `who` and `where` of every fact."""

    clerk: Clerk
    station: Station


def has_role(session: Session, role: Role) -> bool:
    """Whether the session's clerk has at least `role`."""
    return _RANK[session.clerk.role] >= _RANK[role]


def require_role(session: Session, role: Role) -> None:
    """Raise `access.role` unless the session's clerk has at least `role`."""
    if not has_role(session, role):
        raise AccessError("role", required=role.value)

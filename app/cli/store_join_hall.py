"""`tongban store join-hall [--code-fd FD] [--database-password-fd FD]`: this window belongs to the hall of the setting.

Without a code the hall is made; its code is shown then, and whenever an admin of a window that joined asks again.
"""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cli.opening import read_secret
from app.cli.store_hall import hall_url
from app.cli.store_opening import opened_alone
from app.domain.clerk import Clerk, Role
from app.domain.errors import AccessError, StoreError

if TYPE_CHECKING:
    from local_store.hall.membership import Membership
    from local_store.store import SqlStore


def run(args: argparse.Namespace) -> int:
    """Join. Raises AccessError (only an admin may), InputError of a code that was typed wrong, StoreError."""
    from local_store.hall.membership import enter_hall
    from local_store.search.romanizer import PinyinRomanizer

    url = hall_url(args)
    if not url:
        raise StoreError("hall_unset")
    with opened_alone(args) as (own, clerk):
        if clerk.role is not Role.ADMIN:
            raise AccessError("role", required=Role.ADMIN.value)
        membership = _membership(args, url, own)
        with closing(enter_hall(url, membership, PinyinRomanizer())) as hall:
            letter = hall.installation_letter
        _keep(own, clerk, membership, letter)
    _tell(args, membership, letter)
    return 0


def _membership(args: argparse.Namespace, url: str, own: SqlStore) -> Membership:
    """By the code that was given, by the one this window has, or in a hall made now."""
    from app.domain.recovery_key import parse_recovery_key
    from local_store.hall.membership import Membership, found_hall, kept_membership

    def keep(made: Membership) -> None:
        with own.unit_of_work() as unit:
            made.keep(unit)
            unit.commit()

    password = "" if args.database_password_fd is None else read_secret(args.database_password_fd)
    if args.code_fd is not None:
        return Membership(parse_recovery_key(read_secret(args.code_fd)), password)
    try:
        kept = kept_membership(own)
    except StoreError as error:
        if error.code != "store.hall_not_joined":
            raise
        return found_hall(url, password, keep)
    return replace(kept, password=password or kept.password)


def _keep(own: SqlStore, clerk: Clerk, membership: Membership, letter: str) -> None:
    from app.domain.audit import AuditAction, AuditEntry
    from app.system_clock import SystemClock

    with own.unit_of_work() as unit:
        membership.keep(unit)
        unit.audit.add(AuditEntry(AuditAction.HALL_JOINED, SystemClock().now(), clerk.id, "store", letter))
        unit.commit()


def _tell(args: argparse.Namespace, membership: Membership, letter: str) -> None:
    from resources.texts import text

    code = "-".join(membership.code.groups) if args.code_fd is None else ""
    if args.json:
        print(json.dumps({"joined": True, "letter": letter, "code": code or None}))
        return
    if code:
        print(text("store.hall_code", code=code))
    print(text("store.hall_joined", letter=letter))

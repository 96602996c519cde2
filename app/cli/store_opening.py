"""Open the store for `tongban store`: with a clerk's password, beside a window that is open or instead of one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from app.cli.opening import data_folder, read_password
from app.domain.clerk import Clerk
from app.domain.errors import AccessError

if TYPE_CHECKING:
    from local_store.store import SqlStore


def account(args: argparse.Namespace) -> tuple[str, str]:
    """Login and password. Raises AccessError `access.login_needed`, `access.password_needed`."""
    if not args.login:
        raise AccessError("login_needed")
    return args.login.strip().lower(), read_password(args)


@contextmanager
def opened_beside(args: argparse.Namespace) -> Iterator[tuple[SqlStore, Clerk]]:
    """The store as it lies there, and whose password opened it; a window may have it open."""
    from app.system_clock import SystemClock
    from local_store.folder import DataFolder
    from local_store.restore.beside import credentials_beside
    from local_store.search.romanizer import PinyinRomanizer

    credentials = credentials_beside(DataFolder(data_folder(args)), SystemClock(), PinyinRomanizer())
    login, password = account(args)
    with closing(credentials.unlock(login, password)) as store:
        yield store, clerk_of(store, login)


@contextmanager
def opened_alone(args: argparse.Namespace) -> Iterator[tuple[SqlStore, Clerk]]:
    """The store for this command alone; raises StoreError `store.in_use` while a window has it open."""
    from app.system_clock import SystemClock
    from local_store.folder import DataFolder
    from local_store.opening import station_credentials
    from local_store.search.romanizer import PinyinRomanizer

    credentials = station_credentials(DataFolder(data_folder(args)), SystemClock(), PinyinRomanizer())
    login, password = account(args)
    with closing(credentials.unlock(login, password)) as store:
        yield store, clerk_of(store, login)


def clerk_of(store: SqlStore, login: str) -> Clerk:
    """The active account of a login. Raises AccessError `access.no_account`, `access.disabled`."""
    with store.unit_of_work() as unit:
        clerk = unit.clerks.by_login(login)
    if clerk is None:
        raise AccessError("no_account")
    if not clerk.active:
        raise AccessError("disabled")
    return clerk

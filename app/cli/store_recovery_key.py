"""`tongban store recovery-key [--new --out FILE.pdf]`: whether there is one; or a new one, on paper."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.opening import data_folder
from app.cli.store_opening import account, clerk_of
from app.domain.clerk import Clerk

if TYPE_CHECKING:
    from local_store.keys.envelope import EnvelopeCredentials


def credentials_of(folder: Path) -> EnvelopeCredentials:
    """The accounts of a data folder."""
    from app.system_clock import SystemClock
    from local_store.folder import DataFolder
    from local_store.opening import station_credentials
    from local_store.search.romanizer import PinyinRomanizer

    return station_credentials(DataFolder(folder), SystemClock(), PinyinRomanizer())


def run(args: argparse.Namespace) -> int:
    """Say whether there is a recovery key, or make one. Raises AccessError, StoreError, PrintError."""
    from resources.texts import text

    credentials = credentials_of(data_folder(args))
    if args.new:
        _make(args, credentials)
    there = credentials.has_recovery_key()
    if args.json:
        print(json.dumps({"recovery_key": there, "file": str(args.out) if args.new else None}, ensure_ascii=False))
    elif args.new:
        print(text("store.recovery_key_made", file=str(args.out)))
    else:
        print(text("store.recovery_key_there") if there else text("store.recovery_key_absent"))
    return 0


def _make(args: argparse.Namespace, credentials: EnvelopeCredentials) -> None:
    from app.domain.recovery_key import RecoveryKey
    from app.paper.recovery_sheet import RecoverySheet, recovery_sheet
    from app.services.keep_keys import KeepKeys
    from app.system_clock import SystemClock
    from local_store.settings_files import JsonSettingsFiles

    login, password = account(args)
    settings, clock = JsonSettingsFiles(data_folder(args)).load(), SystemClock()
    with closing(credentials.unlock(login, password)) as store:
        admin: Clerk = clerk_of(store, login)

        def hand_over(key: RecoveryKey) -> None:
            sheet = RecoverySheet(
                key=key,
                hall=settings.text("station.hall_name"),
                window=settings.text("station.window_name"),
                station=settings.text("station.code"),
                letter=store.installation_letter,
                clerk=admin.name,
                at=clock.now(),
            )
            _write(args.out, recovery_sheet(sheet))

        KeepKeys(store, credentials, clock).make_recovery_key(admin, hand_over)


def _write(path: Path, pdf: bytes) -> None:
    """Readable by its owner only, from its first byte on. Raises PrintError `print.cannot_save`."""
    import os

    from app.domain.errors import PrintError
    from app.domain.system_fault import system_fault

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PrintError("cannot_save", system=system_fault(error)) from error

"""`tongban store recovery-key [--new --out FILE.pdf]`: whether there is one; or a new one, on paper."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.opening import data_folder
from app.cli.store_opening import account, clerk_of
from app.domain.clerk import Session

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
    from app.paper.recovery_sheet import recovery_sheet
    from app.printing.null_printer import NullPrinter
    from app.services.keep_keys import KeepKeys
    from app.services.recovery_paper import RecoveryPaper
    from app.services.sign_in import station_of
    from app.system_clock import SystemClock
    from local_store.settings_files import JsonSettingsFiles

    login, password = account(args)
    station = station_of(JsonSettingsFiles(data_folder(args)).load())
    with closing(credentials.unlock(login, password)) as store:
        session = Session(clerk_of(store, login), replace(station, installation=store.installation_letter))
        paper = RecoveryPaper(KeepKeys(store, credentials, SystemClock()), recovery_sheet, NullPrinter())
        paper.save(session, args.out)

"""`tongban store restore`: bring a backup back in a new folder, with a clerk's password or the recovery key."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cli.opening import read_secret
from app.cli.store_opening import account
from app.domain.local_day import local_day

if TYPE_CHECKING:
    from local_store.keys.envelope import EnvelopeCredentials


def run(args: argparse.Namespace) -> int:
    """Restore whole or not at all."""
    from app.system_clock import SystemClock
    from local_store.restore.restoring import Restorer
    from local_store.search.romanizer import PinyinRomanizer
    from resources.texts import text

    restorer = Restorer(SystemClock(), PinyinRomanizer())
    done = restorer(args.source, args.target, _way_in(args))
    if args.json:
        facts = {"made_at": done.made_at.isoformat(), "letter": done.letter, "files": done.files, "lost": done.lost}
        print(json.dumps({"folder": str(args.target), **facts}, ensure_ascii=False))
    else:
        day = local_day(done.made_at).isoformat()
        print(text("store.restored", folder=args.target, day=day, letter=done.letter, files=done.files))
        if done.lost:
            print(text("store.restored_lost", count=done.lost))
    return 0


def _way_in(args: argparse.Namespace) -> Callable[[EnvelopeCredentials], object]:
    """By `--recovery-fd` or by `--login` and password; what it says is read once."""
    from app.domain.recovery_key import parse_recovery_key

    if args.recovery_fd is not None:
        key = parse_recovery_key(read_secret(args.recovery_fd))
        return lambda credentials: credentials.unlock_by_recovery(key)
    login, password = account(args)
    return lambda credentials: credentials.unlock(login, password)

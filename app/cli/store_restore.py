"""`tongban store restore`: bring a backup back in a new folder, with the password of a clerk of the station."""

from __future__ import annotations

import argparse
import json

from app.cli.store_opening import account
from app.domain.local_day import local_day


def run(args: argparse.Namespace) -> int:
    """Restore whole or not at all."""
    from app.system_clock import SystemClock
    from local_store.restore.restoring import Restorer
    from local_store.search.romanizer import PinyinRomanizer
    from resources.texts import text

    login, password = account(args)
    restorer = Restorer(SystemClock(), PinyinRomanizer())
    done = restorer(args.source, args.target, lambda credentials: credentials.unlock(login, password))
    if args.json:
        facts = {"made_at": done.made_at.isoformat(), "letter": done.letter, "files": done.files, "lost": done.lost}
        print(json.dumps({"folder": str(args.target), **facts}, ensure_ascii=False))
    else:
        day = local_day(done.made_at).isoformat()
        print(text("store.restored", folder=args.target, day=day, letter=done.letter, files=done.files))
        if done.lost:
            print(text("store.restored_lost", count=done.lost))
    return 0

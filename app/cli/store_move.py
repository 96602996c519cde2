"""`tongban store move`: a last backup to take to a new machine, after which the old one takes nothing in any more."""

from __future__ import annotations

import argparse

from app.cli.store_backup import tell
from app.cli.store_opening import opened_alone


def run(args: argparse.Namespace) -> int:
    """Back up, then mark this installation as moved; 1 when something was lost before. For an admin.

    Raises StoreError `store.in_use` while a window has the store open: nothing may be added after the backup.
    """
    from local_store.restore.moving import move_away
    from resources.texts import text

    with opened_alone(args) as (store, clerk):
        made = move_away(store, args.out, args.keep, clerk)
    tell(args, made)
    if not args.json:
        print(text("store.moved"))
    return 1 if made.lost else 0

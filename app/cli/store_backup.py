"""`tongban store backup`: add a backup to a folder, also while a window is open."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app.cli.opening import data_folder
from app.cli.store_opening import opened_beside
from app.cli.store_verify import damage_lines, described

if TYPE_CHECKING:
    from app.domain.store_upkeep import BackupMade


def run(args: argparse.Namespace) -> int:
    """Make it; 1 when something of the store was lost before, which no backup can bring back."""
    from app.services.keep_store import KeepStore
    from app.system_clock import SystemClock
    from local_store.settings_files import JsonSettingsFiles

    with opened_beside(args) as (store, clerk):
        made = store.upkeep.back_up(args.out, args.keep, lambda: False)
        KeepStore(store, JsonSettingsFiles(data_folder(args)), SystemClock()).note_made(made, clerk.id)
    tell(args, made)
    return 1 if made.lost else 0


def tell(args: argparse.Namespace, made: BackupMade) -> None:
    """Where it lies, and what is not in it."""
    from resources.texts import text

    if args.json:
        facts = {"folder": str(made.folder), "made_at": made.made_at.isoformat(), "size": made.size}
        counts = {"files": made.files, "new_files": made.new_files}
        print(json.dumps({**facts, **counts, "lost": described(made.lost)}, ensure_ascii=False))
        return
    print(text("store.backed_up", folder=made.folder, files=made.files, fresh=made.new_files))
    for line in damage_lines(made.lost):
        print(line)

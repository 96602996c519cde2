"""`tongban store rotate-keys`: another data key, and everything under it, now."""

from __future__ import annotations

import argparse
import json
from contextlib import closing

from app.cli.opening import data_folder
from app.cli.store_opening import account, clerk_of
from app.cli.store_recovery_key import credentials_of


def run(args: argparse.Namespace) -> int:
    """Order it, open the store again and wait until all of it has moved. Raises AccessError, StoreError."""
    from app.services.keep_keys import KeepKeys
    from app.system_clock import SystemClock
    from resources.texts import text

    credentials = credentials_of(data_folder(args))
    login, password = account(args)
    with closing(credentials.unlock(login, password)) as store:
        KeepKeys(store, credentials, SystemClock()).replace_data_key(clerk_of(store, login))
    with closing(credentials.unlock(login, password)) as store:
        if store.moving is not None:
            store.moving.wait()
        generation = credentials.generation()
    done = generation is not None
    if args.json:
        print(json.dumps({"rotated": done, "generation": generation}))
    else:
        print(text("store.keys_rotated", generation=generation) if done else text("store.keys_rotating"))
    return 0 if done else 1

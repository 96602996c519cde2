"""What `tongban store` has to do with the hall a window belongs to."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from app.cli.opening import data_folder
from app.domain.errors import StoreError

if TYPE_CHECKING:
    from app.ports.store import Store
    from local_store.hall.store import HallStore

# These look after the window's own data, and whoever runs them may have meant the hall's.
_OWN_ONLY = frozenset({"verify", "backup", "move", "rotate-keys"})


def hall_url(args: argparse.Namespace) -> str:
    """The setting; empty where there is no hall."""
    from local_store.settings_files import JsonSettingsFiles

    return JsonSettingsFiles(data_folder(args)).load().text("store.hall_url")


def own_data_only(args: argparse.Namespace) -> bool:
    """Whether an action leaves the hall's data out and should say so."""
    return args.action in _OWN_ONLY and not args.hall and not args.json and bool(hall_url(args))


@contextmanager
def opened_hall(args: argparse.Namespace, own: Store) -> Iterator[HallStore]:
    """The hall's store, opened with what the window's own keeps. Raises StoreError."""
    from local_store.hall.membership import enter_hall, kept_membership
    from local_store.search.romanizer import PinyinRomanizer

    url = hall_url(args)
    if not url:
        raise StoreError("hall_unset")
    with closing(enter_hall(url, kept_membership(own), PinyinRomanizer())) as hall:
        yield hall

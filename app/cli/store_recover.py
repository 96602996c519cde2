"""`tongban store recover --login NAME --recovery-fd FD --new-password-fd FD`: a new password by the recovery key."""

from __future__ import annotations

import argparse
import json

from app.cli.opening import data_folder, read_secret
from app.cli.store_recovery_key import credentials_of


def run(args: argparse.Namespace) -> int:
    """Give the login a new password. Raises as `RecoverAccess`."""
    from app.services.keep_keys import RecoverAccess
    from app.system_clock import SystemClock
    from local_store.keys.system_keyring import LibrarySystemKeyring
    from local_store.settings_files import JsonSettingsFiles
    from resources.texts import text

    folder = data_folder(args)
    keyring = LibrarySystemKeyring(folder)
    recover = RecoverAccess(credentials_of(folder), keyring, JsonSettingsFiles(folder), SystemClock())
    clerk = recover(read_secret(args.recovery_fd), args.login, read_secret(args.new_password_fd))
    print(json.dumps({"login": clerk.login}) if args.json else text("store.recovered", login=clerk.login))
    return 0

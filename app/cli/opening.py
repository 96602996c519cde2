"""Open the store for a command that works without a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import AccessError

if TYPE_CHECKING:
    from app.services.workspace import Workspace

LONGEST_PASSWORD = 4096


def data_folder(args: argparse.Namespace) -> Path:
    """The data folder asked for, else the user's own."""
    return Path(args.data_dir).expanduser() if args.data_dir else default_data_folder()


def default_data_folder() -> Path:
    """Where the station's data lie when nothing else is said."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Tongban"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "tongban"


def read_password(args: argparse.Namespace) -> str:
    """The password from `--password-fd`, first line.

    Raises `access.password_needed` without one, `access.password_unreadable` when the descriptor gives no UTF-8 text.
    """
    if args.password_fd is None:
        raise AccessError("password_needed")
    return read_secret(args.password_fd)


def read_secret(descriptor: int) -> str:
    """The first line from a descriptor: secrets come neither as arguments nor in the environment.

    Raises `access.password_unreadable` when it gives no UTF-8 text.
    """
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.readline(LONGEST_PASSWORD).rstrip(b"\r\n").decode("utf-8")
    except (OSError, ValueError) as error:  # closed or negative; not text
        raise AccessError("password_unreadable", descriptor=descriptor) from error


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Workspace]:
    """Sign in and close again."""
    from app.composition import Door, Options

    if not args.login:
        raise AccessError("login_needed")
    workspace = Door(Options(data_folder(args)))(args.login, read_password(args))
    try:
        yield workspace
    finally:
        workspace.close()

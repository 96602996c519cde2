"""What the preparation tells the person in front of it, and how it runs other programs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from resources.texts import text

_STILL_RUNNING_EVERY_SECONDS = 20
_TAIL_LINES = 30


class PreparationFailedError(Exception):
    """The machine could not be made ready; the message is what the person reads."""


def say(words: str) -> None:
    """One line for the person, in order with what child programs print."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def elapsed(since: float) -> str:
    """Seconds since a `time.monotonic()` reading, for people."""
    return f"{time.monotonic() - since:.1f}"


def run_quietly(command: Sequence[str], environment: Mapping[str, str] | None = None) -> bool:
    """Run a program without its chatter; say every 20 s that it is still at work, print its last lines if it fails.

    Returns whether it ended with 0. A program that cannot be started counts as failed.
    """
    with tempfile.TemporaryFile() as log:
        try:
            program = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment
            )
        except OSError as error:
            say(text("bootstrap.command_failed", command=" ".join(command), code=error.strerror or error.errno))
            return False
        code = _wait_aloud(program)
        if code != 0:
            log.seek(0)
            tail = log.read().decode("utf-8", errors="replace").splitlines()[-_TAIL_LINES:]
            say(text("bootstrap.command_failed", command=" ".join(command), code=code))
            say("\n".join("    " + line for line in tail))
    return code == 0


def _wait_aloud(program: subprocess.Popen[bytes]) -> int:
    started = time.monotonic()
    while True:
        try:
            return program.wait(timeout=_STILL_RUNNING_EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            say(text("bootstrap.still_running", seconds=round(time.monotonic() - started)))
        except BaseException:
            program.terminate()
            program.wait()
            raise

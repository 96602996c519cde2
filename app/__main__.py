"""`python -m app`, also installed as `tongban`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit status."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a worker process of the frozen program begins here
    from app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

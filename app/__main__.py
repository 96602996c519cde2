"""`python -m app`, also installed as `tongban`."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run the command line; the exit status."""
    multiprocessing.freeze_support()  # a worker process of the frozen program begins here
    from app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""`python -m app`, also installed as `tongban`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit status."""
    from app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.pictures [FOLDER]`: drive the demonstration's window on a screen of its own, save it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.demo.surroundings import surroundings
from tests.faults.screen import screen
from tests.pictures.album import Album, open_album
from tests.pictures.at_the_desk import desk_scenes
from tests.pictures.behind_the_desk import later_scenes

_IMAGES = Path(__file__).parents[2] / "docs" / "images"
_UNKNOWN_END = "simulated:?fault=unknown&times=1"  # the first sheet: nobody knows whether it came out


def main(arguments: list[str]) -> int:
    """Take all pictures; raises TimeoutError where the window never comes to what is to be seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_IMAGES, help="where the pictures go")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with screen(), surroundings(printer=_UNKNOWN_END) as around:
        around.platform.start()
        around.open().close()
        with open_album(around, folder) as album:
            _take_all(album)
    sys.stdout.writelines(f"{name}\n" for name in sorted(album.taken))
    return 0


def _take_all(album: Album) -> None:
    album.sign_in()
    for scenes in (desk_scenes, later_scenes):
        for scene in scenes():
            scene(album)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

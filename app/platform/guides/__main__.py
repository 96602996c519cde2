"""`python -m app.platform.guides FOLDER`: check a folder of guides and write its manifest.

Exit 0 when every file is sound, 1 when some were left out (each named with why), 2 on bad usage.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.platform.guides.folder import GuideFolder
from app.platform.guides.publishing import write_manifest
from resources.paths import resource
from resources.texts import error_text, text


def main(arguments: list[str]) -> int:
    """Check and publish one folder."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(text("guide_folder.usage") + "\n")
        return 2
    folder = Path(arguments[0])
    shipped = GuideFolder(resource("guides")).index
    index, problems = write_manifest(folder, frozenset(item.item_code for item in shipped.items))
    for problem in problems:
        sys.stdout.write(error_text(problem.code, problem.details) + "\n")
    counts = {"items": len(index.items), "guides": len(index.guides), "agreements": len(index.agreements)}
    sys.stdout.write(text("guide_folder.published", **counts, problems=len(problems)) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Command line: `--measure N --seed S` reads N papers of each kind under each damage, `--draw DIR` writes pictures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

from scanners.reading.text_reader import RapidTextReader
from tests.papers_generator.catalogue import DRAWERS
from tests.papers_generator.damage import DAMAGES
from tests.papers_generator.measure import Score, pages, read_page, recorded
from tests.papers_generator.recording import store


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    seeds = range(options.seed, options.seed + options.measure)
    selection = pages(options.kinds or DRAWERS, options.damages or DAMAGES, seeds)
    if options.draw:
        options.draw.mkdir(parents=True, exist_ok=True)
        for kind, damage, seed, pixels in selection:
            Image.fromarray(pixels).save(options.draw / f"{kind}-{seed}-{damage}.jpg", quality=92)
        return 0
    reader, score = RapidTextReader(), Score()
    if options.record:
        store(recorded(reader, *page) for page in selection)
        return 0
    for kind, damage, seed, pixels in selection:
        score.add(kind, damage, seed, read_page(reader, kind, pixels))
    _report(score)
    return 1 if score.wrong_but_valid else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.papers_generator")
    parser.add_argument("--measure", type=int, default=1, metavar="N", help="papers of every kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", choices=sorted(DRAWERS))
    parser.add_argument("--damages", nargs="*", choices=list(DAMAGES))
    parser.add_argument("--draw", type=Path, metavar="DIR", help="write the pictures instead of reading them")
    parser.add_argument("--record", action="store_true", help="keep what the engine reads for the unit tests")
    return parser.parse_args(arguments)


def _report(score: Score) -> None:
    lines = []
    for title, keys in (("kind", DRAWERS), ("damage", DAMAGES)):
        lines.append(f"{title:30} fields exact   share")
        for key in keys:
            if score.fields[key]:
                share = score.exact[key] / score.fields[key]
                lines.append(f"  {key:28} {score.fields[key]:6} {score.exact[key]:5} {share:7.1%}")
    for miss in score.misses:
        lines.append(f"  {miss.kind} {miss.damage} {miss.seed} {miss.name}: {miss.truth} -> {miss.shown} {miss.valid}")
    lines += [f"  kind {wrong}" for wrong in score.wrong_kind]
    lines.append(
        f"{score.pages} pages, fields exact {score.share:.2%}, proved by a check {score.proved}, "
        f"wrong kind {len(score.wrong_kind)}, wrong but valid {len(score.wrong_but_valid)}"
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

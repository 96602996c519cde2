"""Measures the recogniser on drawn and damaged papers with the real text engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from app.domain.page import CodeRead
from app.domain.page_text import KnownPaper
from scanners.reading.codes import read_codes
from scanners.reading.papers.writing import half_width
from scanners.reading.text_reader import RapidTextReader
from tests.papers_generator.catalogue import draw
from tests.papers_generator.damage import Pixels, damaged
from tests.papers_generator.recording import Recording

_WITH_CODES = frozenset({"business_licence"})


@dataclass(frozen=True)
class Miss:
    """A field that was not read exactly. `shown` is empty where nothing was found."""

    kind: str
    damage: str
    seed: int
    name: str
    truth: str
    shown: str
    valid: bool | None


@dataclass
class Score:
    """Counts over everything measured; keys are kinds and damages."""

    fields: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    pages: int = 0
    wrong_kind: list[str] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Fields read exactly, of all."""
        return self.exact.total() / max(1, self.fields.total())

    @property
    def wrong_but_valid(self) -> list[Miss]:
        """The gravest fault: a value that is wrong and shown as checked."""
        return [miss for miss in self.misses if miss.valid]

    def add(self, kind: str, damage: str, seed: int, paper: KnownPaper) -> None:
        """Hold one reading to the truth."""
        self.pages += 1
        if paper.kind != kind:
            self.wrong_kind.append(f"{kind} {damage} {seed}: {paper.kind}")
        for name, truth in draw(kind, seed).fields.items():
            found = paper.field(name) if paper.kind == kind else None
            exact = found is not None and plain(found.value) == plain(truth)
            for key in (kind, damage):
                self.fields[key] += 1
                self.exact[key] += exact
            self.proved += bool(found and found.valid and exact)
            if not exact:
                shown, valid = (found.value, found.valid) if found else ("", None)
                self.misses.append(Miss(kind, damage, seed, name, truth, shown, valid))


def plain(value: str) -> str:
    """Without blanks and with half-width forms: what of a value is not worth telling apart."""
    return "".join(half_width(value).split())


def read_page(reader: RapidTextReader, kind: str, pixels: Pixels) -> KnownPaper:
    """Read a picture as the product does: lines, codes, kind and fields, doubtful boxes a second time."""
    return reader.read_pixels(pixels, _codes(kind, pixels)).paper


def recorded(reader: RapidTextReader, kind: str, damage: str, seed: int, pixels: Pixels) -> Recording:
    """Keep what the engine reads of a picture."""
    codes = _codes(kind, pixels)
    reading = reader.read_pixels(pixels, codes)
    fields = dict(draw(kind, seed).fields)
    return Recording(kind, damage, seed, (reading.width, reading.height), reading.lines, codes, fields)


def _codes(kind: str, pixels: Pixels) -> tuple[CodeRead, ...]:
    """The codes of a paper that has any."""
    if kind not in _WITH_CODES:
        return ()
    return read_codes(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8))


def pages(kinds: Iterable[str], damages: Iterable[str], seeds: Iterable[int]) -> Iterator[tuple[str, str, int, Pixels]]:
    """Every picture of a selection."""
    chosen = tuple(damages)
    for kind in kinds:
        for seed in seeds:
            flat = np.asarray(draw(kind, seed).picture)
            for damage in chosen:
                yield kind, damage, seed, damaged(flat, damage, seed)

"""What the parts of seals across pages (骑缝章) on the pages of one material say, as findings.

Without the guide asking for one, such a seal is looked after only where a part of one is seen; nothing seen is then no
finding. Whatever does not surely fit is for the clerk to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.finding import Finding, FindingReason, Light
from app.domain.half_seals import PlacedPart, SealMatch, join, joining_cuts
from app.domain.page_text import Box, PageReading, SealShape

FIELD = "half_seal"
_AT_EDGE = 0.02  # of the width


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part and the page it is on: its place among the pages that were read, and its id."""

    at: int
    page_id: str
    placed: PlacedPart

    @property
    def height(self) -> float:
        """The middle of the part as a share of the page."""
        box = self.placed.part.box
        return (box.y + box.height / 2) / self.placed.page_height


_REASONS = {
    SealMatch.FITS: FindingReason.HALVES_FIT,
    SealMatch.RING: FindingReason.HALVES_RING,
    SealMatch.UNSURE: FindingReason.HALVES_UNSURE,
    SealMatch.DIFFERS: FindingReason.HALVES_DIFFER,
}


def half_seal_findings(pages: Sequence[tuple[str, PageReading | None]], *, required: bool) -> tuple[Finding, ...]:
    """The findings of a material's pages in their order (id and reading, None while unread)."""
    pieces = [
        _Piece(at, page_id, PlacedPart(part, reading.height))
        for at, (page_id, reading) in enumerate(pages)
        if reading is not None
        for part in reading.seal_parts
    ]
    chains = _chains(pieces)
    found = [finding for chain in chains for finding in _of_chain(chain, required=required)]
    found += _unmeasured(pages)
    if not found and not required:
        return ()
    if not any(len(chain) > 1 for chain in chains) and required:
        found.append(_missing(pages))
    return (*found, *_without(pages, chains, required=required))


def _chains(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Parts that go on in one another: of each page's parts the nearest page after, there the nearest in height."""
    following: dict[int, int] = {}
    for one, piece in sorted(enumerate(pieces), key=lambda item: item[1].at):
        fitting = [
            (other.at, abs(other.height - piece.height), index)
            for index, other in enumerate(pieces)
            if other.at > piece.at
            and index not in following.values()
            and joining_cuts(piece.placed.part, other.placed.part) is not None
        ]
        if fitting:
            following[one] = min(fitting)[2]
    chains = []
    for head in range(len(pieces)):
        if head in following.values():
            continue
        at: int | None = head
        chain = []
        while at is not None:
            chain.append(pieces[at])
            at = following.get(at)
        chains.append(chain)
    return chains


def _of_chain(chain: Sequence[_Piece], *, required: bool) -> Iterator[Finding]:
    first, last = chain[0].placed.part, chain[-1].placed.part
    if len(chain) == 1:
        if first.outer is not None:  # a cut that no page edge made may be faint ink
            yield _alone(chain[0])
        return
    joined = join([piece.placed for piece in chain])
    for (one, other), match in zip(pairwise(chain), joined.matches, strict=True):
        yield _pair(one, other, match, required=required)
    # Side by side both halves are joined at their outer cuts; a fan goes on at the outer cut of its last strip.
    beside = first.side is not last.side
    open_ends = [chain[0]] if first.inner is not None else []
    open_ends += [chain[-1]] if (last.inner if beside else last.outer) is not None else []
    yield from (_alone(piece) for piece in open_ends)
    if not open_ends and not joined.closed:
        yield _pair(chain[0], chain[-1], SealMatch.UNSURE, required=required)


def _pair(one: _Piece, other: _Piece, match: SealMatch, *, required: bool) -> Finding:
    light = Light.GREEN if match is SealMatch.FITS else Light.AMBER
    if match is SealMatch.DIFFERS and required:
        light = Light.RED
    return Finding(
        FIELD,
        light,
        _REASONS[match],
        expected=str(other.at + 1),
        page_id=one.page_id,
        box=one.placed.part.box,
        other_page_id=other.page_id,
        other_box=other.placed.part.box,
    )


def _alone(piece: _Piece) -> Finding:
    return Finding(FIELD, Light.AMBER, FindingReason.HALF_ALONE, page_id=piece.page_id, box=piece.placed.part.box)


def _unmeasured(pages: Sequence[tuple[str, PageReading | None]]) -> Iterator[Finding]:
    """Half seals at a side edge whose cut could not be measured: nothing can be said of their other half."""
    for page_id, reading in pages:
        if reading is None or reading.seal_parts:
            continue
        for seal in reading.seals:
            if seal.shape is SealShape.HALF and _at_edge(seal.box, reading.width):
                yield Finding(FIELD, Light.AMBER, FindingReason.HALF_ALONE, page_id=page_id, box=seal.box)


def _at_edge(box: Box, width: int) -> bool:
    return box.x <= _AT_EDGE * width or box.x + box.width >= (1 - _AT_EDGE) * width


def _missing(pages: Sequence[tuple[str, PageReading | None]]) -> Finding:
    return Finding(FIELD, Light.AMBER, FindingReason.HALVES_MISSING, page_id=pages[-1][0] if pages else "")


def _without(
    pages: Sequence[tuple[str, PageReading | None]], chains: Sequence[Sequence[_Piece]], *, required: bool
) -> Iterator[Finding]:
    """Pages between others of a seal that have no part of it; of a required one, any page."""
    bearing = {piece.at for chain in chains if len(chain) > 1 for piece in chain}
    if not bearing:
        return
    first, last = (0, len(pages) - 1) if required else (min(bearing), max(bearing))
    for at in range(first, last + 1):
        page_id, reading = pages[at]
        if at not in bearing and reading is not None:
            yield Finding(FIELD, Light.AMBER, FindingReason.HALF_NOT_ON_PAGE, page_id=page_id)

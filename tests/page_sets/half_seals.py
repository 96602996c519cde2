"""Letters of several pages with a seal pressed across them (骑缝章), each page scanned again by itself.

The right ones: two pages side by side, and three to five fanned. The wrong ones are what a forger or an accident makes:
a page of another firm's seal cut at the very same place, a seal of another size, the same seal pressed a second time, a
page from the middle gone, two pages exchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from PIL import Image

from app.domain.finding import FindingReason
from app.domain.half_seal_findings import half_seal_findings
from app.domain.page_text import UNKNOWN_PAPER, PageReading, SignatureHint
from scanners.imaging.opencv import cv2
from scanners.imaging.picture import Picture, as_bytes
from scanners.reading.seal_parts import find_seal_parts
from tests.fakes.letters import SIZE, draw_letter, draw_seal, jpeg, letter_words, mm

Damage = Literal["clean", "turned", "scaled", "jpeg", "faint", "cropped", "all"]
Wrong = Literal["other seal", "other size", "pressed twice", "moved", "page gone", "pages exchanged"]
DAMAGES = get_args(Damage)
WRONGS = get_args(Wrong)
_FIRMS = (
    "云州样本餐饮管理有限公司",
    "临江样本贸易有限公司",
    "澜州市样本建筑工程有限公司",
    "东海样本文化传播股份有限公司",
)
_FORGED = ("江南虚构机械制造有限公司", "北山虚构建材销售有限责任公司", "西岭虚构粮油贸易有限公司")


@dataclass(frozen=True)
class SealedPages:
    """Pages in the order they lie; `wrong` says what is wrong with them, None for pages that belong together."""

    name: str
    pages: tuple[Picture, ...]
    wrong: Wrong | None
    fanned: bool


@dataclass(frozen=True)
class _Slice:
    """A slab of a seal (from, to: shares of its width), and where on the page it lies: its left side and top."""

    seal: Image.Image
    share: tuple[float, float]
    left: int
    top: int


def right_pages(seeds: Iterable[int]) -> Iterator[SealedPages]:
    """Of each seed and damage two pages side by side, and a fan."""
    for seed in seeds:
        for damage in DAMAGES:
            for count in (2, 3 + seed % 3):
                yield belonging(seed, count, damage)


def wrong_pages(seeds: Iterable[int]) -> Iterator[SealedPages]:
    """Of each seed every wrong thing, side by side and fanned."""
    for seed in seeds:
        for wrong in WRONGS:
            for count in (2, 3 + seed % 3):
                if count > 2 or wrong not in ("page gone", "pages exchanged"):
                    yield spoilt(seed, count, wrong)


def belonging(seed: int, count: int, damage: Damage) -> SealedPages:
    """Pages that belong together: two side by side, more fanned."""
    fanned = count > 2
    name = f"{'fan' if fanned else 'pair'} of {count}, {damage}, {seed}"
    return SealedPages(name, _scanned(_slices(seed, count, fanned=fanned), seed, damage), None, fanned)


def spoilt(seed: int, count: int, wrong: Wrong) -> SealedPages:
    """Pages that do not belong together."""
    fanned = count > 2
    slices = _spoilt(_slices(seed, count, fanned=fanned), wrong, seed)
    name = f"{'fan' if fanned else 'pair'} of {count}, {wrong}, {seed}"
    return SealedPages(name, _scanned(slices, seed, DAMAGES[seed % len(DAMAGES)]), wrong, fanned)


def _slices(seed: int, count: int, *, fanned: bool) -> list[_Slice]:
    dice = np.random.default_rng(seed * 10 + count)
    side = mm(float(dice.choice((40, 42, 45))))
    seal = _seal(_FIRMS[seed % len(_FIRMS)], side, seed, _turn(seed, count))
    top = mm(float(dice.uniform(60, 200)))
    if not fanned:
        border = float(dice.uniform(0.38, 0.62))
        first = _Slice(seal, (0, border), SIZE[0] - round(border * side), top)
        return [first, _Slice(seal, (border, 1), 0, top + mm(float(dice.uniform(-1.5, 1.5))))]
    borders = np.linspace(0, 1, count + 1) + np.concatenate([[0], dice.uniform(-0.02, 0.02, count - 1), [0]])
    slices = []
    for index in range(count):
        share = (float(borders[index]), float(borders[index + 1]))
        spare = mm(float(dice.uniform(1, 6))) if index == count - 1 else 0
        left = SIZE[0] - round((share[1] - share[0]) * side) - spare
        slices.append(_Slice(seal, share, left, top + mm(float(dice.uniform(-1, 1)))))
    return slices


def _turn(seed: int, count: int) -> float:
    return float(np.random.default_rng((seed, count)).uniform(-25, 25))


def _seal(firm: str, side: int, seed: int, turn: float) -> Image.Image:
    return draw_seal(firm, side, side, seed=seed).rotate(turn, resample=Image.Resampling.BICUBIC)


def _spoilt(slices: list[_Slice], wrong: Wrong, seed: int) -> list[_Slice]:
    dice = np.random.default_rng(seed + 7000)
    at = 1 if len(slices) == 2 else 1 + seed % (len(slices) - 2)
    one = slices[at]
    side = one.seal.width
    if wrong == "page gone":
        return slices[:at] + slices[at + 1 :]
    if wrong == "pages exchanged":
        return [*slices[: at - 1], slices[at], slices[at - 1], *slices[at + 1 :]]
    if wrong == "moved":
        down = mm(float(dice.choice((-1, 1)) * dice.uniform(20, 45)))
        return [*slices[:at], _Slice(one.seal, one.share, one.left, one.top + down), *slices[at + 1 :]]
    if wrong == "other size":
        seal = _seal(_FIRMS[seed % len(_FIRMS)], round(side * float(dice.choice((0.86, 1.2)))), seed, 0)
    elif wrong == "pressed twice":
        turn = float(dice.choice((-1, 1)) * dice.uniform(6, 60))
        seal = one.seal.rotate(turn, resample=Image.Resampling.BICUBIC)
    else:
        # Every other one lies just as the true one does: its ring and its star go on behind the cut.
        turn = _turn(seed, len(slices))
        seal = _seal(_FORGED[seed % len(_FORGED)], side, seed + 1, turn if seed % 2 else turn + 180)
    left = one.left - (round((one.share[1] - one.share[0]) * (seal.width - side)) if one.left else 0)
    forged = _Slice(seal, one.share, left, one.top + (side - seal.height) // 2)
    return [*slices[:at], forged, *slices[at + 1 :]]


def _scanned(slices: list[_Slice], seed: int, damage: Damage) -> tuple[Picture, ...]:
    pages = []
    for index, one in enumerate(slices):
        page = draw_letter(letter_words(seed * 100 + index)).image.convert("RGBA")
        over = Image.new("RGBA", page.size, (0, 0, 0, 0))
        begin, end = (round(share * one.seal.width) for share in one.share)
        slab = one.seal.crop((begin, 0, end, one.seal.height))
        if damage in ("faint", "all"):
            slab.putalpha(slab.getchannel("A").point(lambda value: value * (55 if damage == "faint" else 75) // 100))
        over.paste(slab, (one.left, one.top))
        flat = np.asarray(Image.alpha_composite(page, over).convert("RGB"))
        pages.append(_damaged(flat, damage, np.random.default_rng((seed, index))))
    return tuple(pages)


def _damaged(pixels: Picture, damage: Damage, dice: np.random.Generator) -> Picture:
    """A page as another scan gives it back: up to 0.8 degrees, 1.5 %, 0.4 mm lost at each edge."""
    height, width = pixels.shape[:2]
    turn = float(dice.uniform(-0.8, 0.8)) if damage in ("turned", "all") else 0.0
    size = float(dice.uniform(0.985, 1.015)) if damage in ("scaled", "all") else 1.0
    if turn:
        view = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
        pixels = as_bytes(cv2.warpAffine(pixels, view, (width, height), flags=cv2.INTER_CUBIC, borderValue=(226,) * 3))
    if size != 1.0:
        pixels = as_bytes(cv2.resize(pixels, None, fx=size, fy=size, interpolation=cv2.INTER_AREA))
    if damage in ("cropped", "all"):
        left, top, right, bottom = (mm(float(value)) for value in dice.uniform(0, 0.4, 4))
        pixels = pixels[top : pixels.shape[0] - bottom, left : pixels.shape[1] - right]
    grain = dice.standard_normal(pixels.shape) * (4 if damage == "all" else 1.5)
    noisy = as_bytes(np.clip(pixels + grain, 0, 255).astype(np.uint8))
    return jpeg(noisy, 45 if damage in ("jpeg", "all") else 85)


def measure_half_seals(seeds: Iterable[int]) -> dict[str, object]:
    """Fits found among pages that belong together; what is said of those that do not, above all the fits."""
    seeds = tuple(seeds)
    right = {"pair": Counter[str](), "fan": Counter[str]()}
    wrong = {name: Counter[str]() for name in WRONGS}
    accepted = []
    for one in right_pages(seeds):
        right["fan" if one.fanned else "pair"][verdict(one)] += 1
    for one in wrong_pages(seeds):
        said = verdict(one)
        wrong[one.wrong or ""][said] += 1
        if said == "fits":
            accepted.append(one.name)
    counted = {name: dict(counts) for name, counts in wrong.items()}
    return {"right": {name: dict(counts) for name, counts in right.items()}, "wrong": counted, "accepted": accepted}


def verdict(sealed: SealedPages) -> str:
    """What the findings of a material with these pages say: fits (all green), ring, differs, unsure, not seen."""
    read = [(str(at), reading_of(page)) for at, page in enumerate(sealed.pages)]
    reasons = {finding.reason for finding in half_seal_findings(read, required=False)}
    if not reasons:
        return "not seen"
    if FindingReason.HALVES_DIFFER in reasons:
        return "differs"
    if reasons == {FindingReason.HALVES_FIT}:
        return "fits"
    return "ring" if reasons <= {FindingReason.HALVES_FIT, FindingReason.HALVES_RING} else "unsure"


def reading_of(pixels: Picture) -> PageReading:
    """A reading with nothing but the parts of seals."""
    height, width = pixels.shape[:2]
    parts = find_seal_parts(pixels)
    return PageReading(width, height, (), UNKNOWN_PAPER, (), SignatureHint.NO_PLACE, (), parts)

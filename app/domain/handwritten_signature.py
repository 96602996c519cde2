"""A signature written by hand on a screen: its strokes, who signed in which role, and what was shown to them.

The legal weight of an electronic signature rests on three things this module keeps together: the data belong to the
signer, the signer wanted it (the consent), and a later change of signature or of what was signed can be seen
(电子签名法 art. 13, 14).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.errors import InputError

PAD_WIDTH = 10_000
"""Coordinates are counted in this many parts of the width of the pad; downwards with the same measure."""
FULL_PRESSURE = 1_000
LEAST_STROKES = 2
LEAST_LENGTH = PAD_WIDTH * 3 // 10
"""Less ink than this, counted along the strokes, is no signature."""
LEAST_EXTENT = PAD_WIDTH // 20
ONE_RUN = PAD_WIDTH
"""A name in a single stroke (running hand) is one only when it is this long."""
MOST_POINTS = 20_000


class SignerRole(StrEnum):
    """In which role somebody signs."""

    APPLICANT = "applicant"
    AGENT = "agent"
    GUARDIAN = "guardian"


class SigningMeans(StrEnum):
    """What a stroke was drawn with."""

    PEN = "pen"
    TOUCH = "touch"
    MOUSE = "mouse"


@dataclass(frozen=True, slots=True)
class StrokePoint:
    """Where the tip was: `x`, `y` in parts of the pad's width.

    `pressure` is 0..1000 (0: not measured), `ms` counts from the first contact of the whole signature.
    """

    x: int
    y: int
    pressure: int
    ms: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """From contact to lift."""

    means: SigningMeans
    points: tuple[StrokePoint, ...]

    @property
    def length(self) -> float:
        """Length of the line, in parts of the pad's width."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(math.hypot(after.x - before.x, after.y - before.y) for before, after in pairs)


@dataclass(frozen=True, slots=True)
class HandwrittenSignature:
    """A signature on a case. It is never changed; the newest one of a case counts.

    `shown` is the whole text that stood on the screen, `consent` what the signer agreed to. `facts_sha256` is the
    digest of the facts behind the text (see `app.domain.confirmation`): a masked number changes nothing in the text.
    `aspect` is the height of the pad in parts of its width.
    """

    id: str
    case_id: str
    role: SignerRole
    strokes: tuple[Stroke, ...]
    aspect: int
    shown: str
    shown_sha256: str
    consent: str
    facts_sha256: str
    signed_at: datetime
    clerk_id: str

    @property
    def seal(self) -> str:
        """SHA-256 over what was shown, the consent, the role, the moment and every point of every stroke.

        It goes into the audit log, whose chain then shows a later change of any of them.
        """
        sealed = {
            "shown_sha256": text_digest(self.shown),
            "facts_sha256": self.facts_sha256,
            "consent": self.consent,
            "role": self.role.value,
            "signed_at": self.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "aspect": self.aspect,
            "strokes": [
                [one.means.value, [[at.x, at.y, at.pressure, at.ms] for at in one.points]] for one in self.strokes
            ],
        }
        return text_digest(json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    """A signature as it is drawn on a paper; `mark` are the first characters of its seal."""

    role: str
    signed_at: datetime
    aspect: int
    strokes: tuple[Stroke, ...]
    mark: str


def text_digest(words: str) -> str:
    """SHA-256 of a text as lower-case hexadecimal; lone surrogates of a half-composed input are kept."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def check_strokes(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """The strokes themselves when they can be a signature.

    Raises InputError `input.signature_empty`, `input.signature_too_small` (a dot, a tick), `input.signature_too_short`
    (one short line), `input.signature_too_long`.
    """
    points = [point for stroke in strokes for point in stroke.points]
    if not points:
        raise InputError("signature_empty", field="signature")
    if len(points) > MOST_POINTS:
        raise InputError("signature_too_long", field="signature")
    length = sum(stroke.length for stroke in strokes)
    if length < LEAST_LENGTH or _extent(points) < LEAST_EXTENT:
        raise InputError("signature_too_small", field="signature")
    lines = sum(stroke.length >= LEAST_EXTENT / 10 for stroke in strokes)
    if lines < LEAST_STROKES and length < ONE_RUN:
        raise InputError("signature_too_short", field="signature")
    return tuple(strokes)


def signer_roles(*, agent: bool, minor: bool) -> tuple[SignerRole, ...]:
    """Who can sign, likeliest first: whoever acts at the window, the guardian for a minor."""
    if minor:
        return (SignerRole.GUARDIAN, SignerRole.AGENT if agent else SignerRole.APPLICANT)
    return (SignerRole.AGENT, SignerRole.APPLICANT) if agent else (SignerRole.APPLICANT,)


def _extent(points: Sequence[StrokePoint]) -> float:
    """The lesser thing a scribble on the spot and a signature differ in: how far it reaches."""
    across = max(at.x for at in points) - min(at.x for at in points)
    down = max(at.y for at in points) - min(at.y for at in points)
    return max(across, down)

"""Strokes that can be a signature, who signs, and a seal that shows every later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import InputError
from app.domain.handwritten_signature import (
    MOST_POINTS,
    HandwrittenSignature,
    SignerRole,
    SigningMeans,
    Stroke,
    StrokePoint,
    check_strokes,
    signer_roles,
    text_digest,
)
from tests.fakes.handwriting import signature, stroke

AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
SIGNED = HandwrittenSignature(
    id="s-1",
    case_id="c-1",
    role=SignerRole.APPLICANT,
    strokes=signature(),
    aspect=3000,
    shown="姓名 张䶮样本",
    shown_sha256=text_digest("姓名 张䶮样本"),
    consent="同意",
    facts_sha256="f" * 64,
    signed_at=AT,
    clerk_id="clerk-1",
)


def test_a_name_of_some_strokes_is_a_signature() -> None:
    assert check_strokes(signature()) == signature()


@pytest.mark.parametrize(
    ("strokes", "cause"),
    [
        ((), "signature_empty"),
        ((Stroke(SigningMeans.PEN, ()),), "signature_empty"),
        ((stroke((500, 500), (500, 500)),), "signature_too_small"),
        (tuple(stroke((500 + 10 * at, 500), (505 + 10 * at, 505)) for at in range(20)), "signature_too_small"),
        ((stroke((500, 500), *[(600, 510), (510, 600)] * 30),), "signature_too_small"),
        ((stroke((500, 500), (5500, 600)),), "signature_too_short"),
        ((stroke((500, 500), (5500, 600)), stroke((9000, 90), (9000, 90))), "signature_too_short"),
        ((stroke((0, 0), *[(9999, 0), (0, 999)] * (MOST_POINTS // 20)),), "signature_too_long"),
    ],
)
def test_what_cannot_be_a_signature_is_refused_with_its_cause(strokes: tuple[Stroke, ...], cause: str) -> None:
    with pytest.raises(InputError) as refused:
        check_strokes(strokes)

    assert (refused.value.code, refused.value.field) == (f"input.{cause}", "signature")


def test_a_running_hand_may_do_with_one_long_stroke() -> None:
    one = (stroke((500, 500), (4500, 600), (600, 1500), (5000, 1600)),)

    assert check_strokes(one) == one


@pytest.mark.parametrize(
    ("agent", "minor", "roles"),
    [
        (False, False, ("applicant",)),
        (True, False, ("agent", "applicant")),
        (False, True, ("guardian", "applicant")),
        (True, True, ("guardian", "agent")),
    ],
)
def test_who_can_sign(agent: bool, minor: bool, roles: tuple[str, ...]) -> None:
    assert signer_roles(agent=agent, minor=minor) == roles


def test_the_seal_covers_text_consent_role_moment_and_every_point() -> None:
    first, *rest = SIGNED.strokes
    point = first.points[3]
    moved = replace(first, points=(*first.points[:3], replace(point, ms=point.ms + 1), *first.points[4:]))
    other = [
        replace(SIGNED, shown=SIGNED.shown + " "),
        replace(SIGNED, consent="不同意"),
        replace(SIGNED, role=SignerRole.AGENT),
        replace(SIGNED, signed_at=AT + timedelta(microseconds=1)),
        replace(SIGNED, facts_sha256="e" * 64),
        replace(SIGNED, aspect=3001),
        replace(SIGNED, strokes=(moved, *rest)),
        replace(SIGNED, strokes=(replace(first, means=SigningMeans.MOUSE), *rest)),
    ]

    assert len({SIGNED.seal, *(one.seal for one in other)}) == len(other) + 1
    assert replace(SIGNED).seal == SIGNED.seal


def test_a_half_composed_input_has_a_digest_too() -> None:
    assert text_digest("\ud83d") != text_digest("")


def test_length_is_that_of_the_line() -> None:
    line = Stroke(SigningMeans.TOUCH, (StrokePoint(0, 0, 0, 0), StrokePoint(3, 4, 0, 1), StrokePoint(3, 5, 0, 2)))

    assert line.length == 6

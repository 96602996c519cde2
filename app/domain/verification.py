"""The clerk's original verification (原件核验) and the trust grade it gives a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.finding import Finding


class TrustGrade(StrEnum):
    """Grades of 国办函〔2016〕108号 for electronic materials."""

    A = "A"  # issued by an authority
    B = "B"  # verified by the clerk against the original
    C = "C"  # uploaded
    D = "D"  # self-made


class VerificationVerdict(StrEnum):
    """The clerk's word."""

    MATCHES = "matches"  # 与原件核对无误
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a clerk attested: verdict, who, when, where, and over which pages (SHA-256 of the originals).

    `findings` are the machine's doubts (amber and red) that lay before the clerk at that moment; `override_reason`
    is why the clerk attests a match against a red one.
    """

    verdict: VerificationVerdict
    remark: str
    clerk_id: str
    clerk_name: str
    verified_at: datetime
    place: str
    page_hashes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    override_reason: str = ""


def trust_grade(
    verification: Verification | None, page_hashes: tuple[str, ...], *, self_made: bool = False
) -> TrustGrade:
    """Grade of a material. A tick lifts C to B only for exactly the pages it was given for."""
    if self_made:
        return TrustGrade.D
    attested = (
        verification is not None
        and verification.verdict is VerificationVerdict.MATCHES
        and bool(page_hashes)
        and set(page_hashes) <= set(verification.page_hashes)
    )
    return TrustGrade.B if attested else TrustGrade.C

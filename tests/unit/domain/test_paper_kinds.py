"""A page under the wrong material is red, beside the right one amber; one that may be right is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.comparison import CaseFacts, MaterialPages, ReadPage
from app.domain.cross_comparison import compare_case
from app.domain.finding import Finding, FindingReason, Light, MaterialComparison
from app.domain.guide import GuideMaterial
from app.domain.name_variants import name_variants
from app.domain.page_text import KnownPaper, PageReading, SignatureHint
from app.domain.paper_kinds import PaperKinds
from resources.known_papers import asked_as, kind_files, open_words
from tests.fakes.guides import material
from ui.viewmodels.comparison_words import finding_sentence

KINDS = PaperKinds(asked_as(), open_words())
FACTS = CaseFacts(None, None, date(2026, 11, 23))
CARD = "resident_id_front"
PREMISES = material("premises", "经营场所证明", e_licence_type="不动产权证书")
IDENTITY = material("identity", "居民身份证")


def lies(asked: GuideMaterial, *kinds: str | None, confidence: float = 0.95) -> MaterialPages:
    """A material with a page of each kind under it."""
    pages = (
        ReadPage(
            f"p{number}",
            PageReading(100, 100, (), KnownPaper(kind, confidence, ()), (), SignatureHint.NO_PLACE),
        )
        for number, kind in enumerate(kinds, start=1)
    )
    return MaterialPages(asked, tuple(pages))


def compare(*materials: MaterialPages) -> dict[str, MaterialComparison]:
    return dict(compare_case(materials, FACTS, name_variants((), ()), KINDS))


def misplaced(*materials: MaterialPages) -> list[tuple[str, str]]:
    """Where a page lies wrong, and which."""
    return [
        (code, finding.page_id)
        for code, comparison in compare(*materials).items()
        for finding in comparison.findings
        if finding.reason is FindingReason.OTHER_PAPER
    ]


def test_a_page_that_another_material_of_the_case_asks_for_is_red_and_says_so_first() -> None:
    comparison = compare(lies(PREMISES, CARD), lies(IDENTITY))["premises"]

    assert comparison.light is Light.RED
    assert comparison.leading == Finding("", Light.RED, FindingReason.OTHER_PAPER, CARD, "经营场所证明", page_id="p1")
    assert finding_sentence(comparison.leading) == "这一页像是居民身份证（人像面），不像经营场所证明。"


def test_a_page_of_another_kind_than_the_material_names_is_red_also_where_nobody_asks_for_it() -> None:
    assert misplaced(lies(IDENTITY, CARD, "business_licence")) == [("identity", "p2")]


def test_a_copy_beside_the_paper_that_is_asked_for_is_to_be_looked_at_and_no_contradiction() -> None:
    attorney = material("attorney", "授权委托书")

    assert compare(lies(attorney, CARD))["attorney"].light is Light.RED
    beside = compare(lies(attorney, "power_of_attorney", CARD))["attorney"]
    assert (beside.light, beside.leading.reason, beside.leading.page_id) == (
        Light.AMBER,
        FindingReason.OTHER_PAPER,
        "p2",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("居民身份证", "resident_id_back"),
        ("居民身份证", "passport"),
        ("代理人居民身份证", "residence_permit_front"),
        ("本人有效身份证件", "household_register"),
        ("有效身份证明（居民身份证或居民户口簿）", "household_register"),
        ("抵押人、抵押权人身份证明", "business_licence"),
        ("申请人资格文件、自然人身份证明", "business_licence"),
        ("全体合伙人主体资格证明或身份证明", CARD),
        ("居民户口簿或居住证", "residence_permit_back"),
        ("委托书", "power_of_attorney"),
        ("合法稳定住所证明（不动产权证书等）", "marriage_certificate"),  # only an example is named
        ("经营场所证明", "real_estate_certificate"),  # the licence that may stand in, on paper
        ("经营场所证明", "bank_slip"),  # a name we know nothing of, and nobody else asks for it
        ("居民身份证", None),
    ],
)
def test_what_may_be_right_raises_no_alarm(name: str, kind: str | None) -> None:
    licence = "不动产权证书" if name == "经营场所证明" else ""
    others = (lies(material("M2", "居民户口簿")), lies(material("M3", "不动产权证书")))
    assert misplaced(lies(material("M1", name, e_licence_type=licence), kind), *others) == []


def test_a_page_recognised_without_confidence_raises_no_alarm() -> None:
    assert misplaced(lies(PREMISES, CARD, confidence=0.79), lies(IDENTITY)) == []


def test_every_kind_is_asked_for_by_some_word_and_no_word_asks_for_another() -> None:
    assert {kind for kinds in asked_as().values() for kind in kinds} == {path.stem for path in kind_files()}

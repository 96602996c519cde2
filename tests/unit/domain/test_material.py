"""What is missing from a paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guide import GuideMaterial, MaterialForm, Necessity
from app.domain.material import CaseMaterial, Gap, Provision, allowed, material_gap
from app.domain.page import BlobRef, Page, PageConfidence, PageOutline, Quality, QualityReason, QualityVerdict
from app.domain.verification import Verification, VerificationVerdict
from tests.fakes.guides import material
from tests.unit.domain.days import NOON

PLAIN = material("id_card", "居民身份证")
FREE = replace(PLAIN, deferrable=True, deferral_working_days=3, commitment_allowed=True, e_licence_type="居民身份证")
ON_PAPER = CaseMaterial("id_card", Provision.PAPER, originals=1, sheets=1)


def page(sha256: str = "a1", verdict: QualityVerdict = QualityVerdict.GOOD, code: str = "id_card") -> Page:
    return Page(
        id=f"page-{sha256}",
        case_id="case",
        material_code=code,
        sequence=1,
        original=BlobRef(sha256, 1, "image/jpeg"),
        rendition=None,
        outline=PageOutline(None, PageConfidence.LOW, 0, 0.0),
        quality=Quality(verdict, (QualityReason.BLURRED,) if verdict is QualityVerdict.BAD else ()),
        codes=(),
        captured_at=NOON,
        captured_by="c1",
        source="file",
    )


def word(verdict: VerificationVerdict, *hashes: str) -> Verification:
    return Verification(verdict, "", "c1", "王样本", NOON, "12号窗口", hashes)


MATCHES = word(VerificationVerdict.MATCHES, "a1")
DIFFERS = word(VerificationVerdict.DIFFERS, "a1")


def gap(guide_material: GuideMaterial, state: CaseMaterial | None, *pages: Page) -> Gap | None:
    found = material_gap(guide_material, state, pages)
    return None if found is None else found.gap


@pytest.mark.parametrize("state", [None, CaseMaterial("id_card")])
@pytest.mark.parametrize(
    ("necessity", "expected"),
    [
        (Necessity.REQUIRED, Gap.NOT_PROVIDED),
        (Necessity.CONDITIONAL, Gap.NOT_PROVIDED),
        (Necessity.OPTIONAL, None),
    ],
)
def test_a_paper_not_given(state: CaseMaterial | None, necessity: Necessity, expected: Gap | None) -> None:
    assert gap(replace(PLAIN, necessity=necessity), state) is expected


def test_pages_alone_do_not_say_how_a_paper_is_met() -> None:
    assert gap(PLAIN, CaseMaterial("id_card"), page()) is Gap.NOT_PROVIDED


@pytest.mark.parametrize(
    ("verification", "pages", "expected"),
    [
        (None, (), Gap.NO_PAGES),
        (MATCHES, (), Gap.NO_PAGES),
        (None, (page(),), Gap.NOT_VERIFIED),
        (MATCHES, (page(),), None),
        (MATCHES, (page(), page("b2")), Gap.NOT_VERIFIED),
        (DIFFERS, (page(),), Gap.DIFFERS),
        (DIFFERS, (page("b2"),), Gap.NOT_VERIFIED),
        (None, (page(verdict=QualityVerdict.BAD),), Gap.BAD_PAGE),
        (None, (page("b2"), page(verdict=QualityVerdict.BAD)), Gap.BAD_PAGE),
        (None, (page(verdict=QualityVerdict.FAIR),), Gap.NOT_VERIFIED),
        (MATCHES, (page(verdict=QualityVerdict.BAD),), None),
    ],
)
def test_an_original_on_paper(verification: Verification | None, pages: tuple[Page, ...], expected: Gap | None) -> None:
    assert gap(PLAIN, replace(ON_PAPER, verification=verification), *pages) is expected


@pytest.mark.parametrize(
    ("verification", "pages", "expected"),
    [
        (None, (), Gap.NO_PAGES),
        (None, (page(),), None),
        (MATCHES, (page(),), None),
        (None, (page(verdict=QualityVerdict.BAD),), Gap.BAD_PAGE),
        (MATCHES, (page(verdict=QualityVerdict.BAD),), None),
        (DIFFERS, (page(),), Gap.DIFFERS),
    ],
)
def test_a_copy_needs_no_tick_but_what_differs_is_never_hidden(
    verification: Verification | None, pages: tuple[Page, ...], expected: Gap | None
) -> None:
    copy = replace(PLAIN, form=MaterialForm.COPY)
    either = replace(PLAIN, form=MaterialForm.ORIGINAL_OR_COPY)
    state = replace(ON_PAPER, originals=0, copies=1, verification=verification)

    assert gap(copy, state, *pages) is expected
    assert gap(either, state, *pages) is expected


def test_where_either_will_do_an_original_on_the_desk_is_compared() -> None:
    either = replace(PLAIN, form=MaterialForm.ORIGINAL_OR_COPY)

    assert gap(either, ON_PAPER, page()) is Gap.NOT_VERIFIED
    assert gap(either, replace(ON_PAPER, copies=1), page()) is Gap.NOT_VERIFIED
    assert gap(either, replace(ON_PAPER, originals=0), page()) is Gap.NOT_VERIFIED, "nothing was counted"


def test_an_e_licence_needs_its_number_and_no_page() -> None:
    state = CaseMaterial("id_card", Provision.E_LICENCE)

    assert gap(FREE, state) is Gap.E_LICENCE_NUMBER
    assert gap(FREE, replace(state, e_licence_number="123")) is None


@pytest.mark.parametrize("provision", [Provision.DEFERRED, Provision.COMMITMENT])
def test_deferral_and_commitment_stand_in_where_the_guide_allows_them(provision: Provision) -> None:
    assert gap(FREE, CaseMaterial("id_card", provision)) is None


@pytest.mark.parametrize("provision", [Provision.DEFERRED, Provision.COMMITMENT, Provision.E_LICENCE])
def test_what_the_guide_does_not_allow_does_not_count(provision: Provision) -> None:
    """A draft keeps its materials when another place is chosen, where the way may not be open."""
    state = CaseMaterial("id_card", provision, e_licence_number="123")

    assert not allowed(PLAIN, provision)
    assert gap(PLAIN, state) is Gap.NOT_PROVIDED


def test_an_optional_paper_that_was_begun_must_be_finished() -> None:
    found = material_gap(replace(PLAIN, necessity=Necessity.OPTIONAL), ON_PAPER, ())

    assert found is not None
    assert (found.gap, found.blocking) == (Gap.NO_PAGES, True)


pages_of_any_kind = st.lists(
    st.builds(page, st.sampled_from(["a1", "b2", "c3"]), st.sampled_from(QualityVerdict)), max_size=4
)
verifications = st.none() | st.builds(
    lambda verdict, hashes: word(verdict, *hashes),
    st.sampled_from(VerificationVerdict),
    st.lists(st.sampled_from(["a1", "b2", "c3"]), unique=True),
)


@given(st.sampled_from(MaterialForm), pages_of_any_kind, verifications)
def test_a_word_of_difference_always_stops_the_receipt(
    form: MaterialForm, pages: list[Page], verification: Verification | None
) -> None:
    found = material_gap(replace(PLAIN, form=form), replace(ON_PAPER, verification=verification), pages)

    differs = verification is not None and verification.verdict is VerificationVerdict.DIFFERS
    if found is None:
        assert pages
        assert not (
            differs and {one.original.sha256 for one in pages} <= set(verification.page_hashes if verification else ())
        )
    else:
        assert found.blocking

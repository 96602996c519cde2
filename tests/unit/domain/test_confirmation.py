"""What a confirmation covers, and which change makes it void."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.case import Case
from app.domain.confirmation import (
    ConfirmationWay,
    OriginalGoes,
    confirmation_facts,
    confirmation_fields,
    read_confirmation,
)
from app.domain.guide import OriginalHandling
from app.domain.material import CaseMaterial, Provision
from tests.fakes.guides import material
from tests.fakes.store_samples import draft

FORM = {"applicant.name": "张䶮样本", "applicant.phone": "19900000001", "delivery.address": "不寄"}


def case(**fields: str) -> Case:
    typed = {name.replace("__", "."): value for name, value in fields.items()}
    return replace(draft("case-1"), form={**FORM, **typed})


def covered(way: ConfirmationWay, **changed: str) -> bool:
    """Whether a confirmation given on `case()` still covers the case after a change."""
    fields = confirmation_fields(way, confirmation_facts(case(), ()))
    after = case(**changed)
    return read_confirmation({**after.form, **fields}, confirmation_facts(after, ())).given


@pytest.mark.parametrize("way", [ConfirmationWay.SCREEN, ConfirmationWay.SIGNATURE])
def test_a_change_of_what_was_shown_makes_it_void(way: ConfirmationWay) -> None:
    assert covered(way)
    for name, value in (
        ("applicant__name", "张样本"),
        ("applicant__phone", "19900000002"),
        ("applicant__document_number", "1"),
        ("delivery__way", "post"),
        ("agent__present", "yes"),
    ):
        assert not covered(way, **{name: value}), name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("applicant__kind", "person"),
        ("delivery__way", "window"),
        ("delivery__address", "仍然不寄"),
        ("applicant__phone", " 19900000001 "),
        ("agent__name", "没有代理"),
        ("applicant__source", "card_reader"),
    ],
)
def test_what_does_not_count_leaves_it_standing(name: str, value: str) -> None:
    assert covered(ConfirmationWay.SIGNATURE, **{name: value})


def test_a_spoken_word_covers_the_visit() -> None:
    assert covered(ConfirmationWay.WORD, applicant__phone="19900000002")


def test_a_tick_of_before_counts_as_a_spoken_word() -> None:
    said = read_confirmation({"confirm.applicant": "yes"}, confirmation_facts(case(), ()))

    assert (said.way, said.given) == (ConfirmationWay.WORD, True)


def test_taken_back_is_not_outdated() -> None:
    facts = confirmation_facts(case(), ())
    fields = {**confirmation_fields(ConfirmationWay.SCREEN, facts), **confirmation_fields(None, facts)}

    none = read_confirmation(fields, facts)

    assert (none.way, none.outdated, none.given) == (None, False, False)


@pytest.mark.parametrize(
    ("handling", "post_basis", "surrendered", "goes"),
    [
        (OriginalHandling.SHOWN, "", False, OriginalGoes.BACK),
        (OriginalHandling.KEPT, "", False, OriginalGoes.KEPT),
        (OriginalHandling.KEPT, "指南第3条", False, OriginalGoes.POSTED),
        (OriginalHandling.KEPT, "指南第3条", True, OriginalGoes.SURRENDERED),
    ],
)
def test_where_an_original_goes(
    handling: OriginalHandling, post_basis: str, surrendered: bool, goes: OriginalGoes
) -> None:
    wanted = material("M1", "申请书", handling=handling, post_basis=post_basis, surrendered=surrendered)
    on_paper = CaseMaterial("M1", Provision.PAPER, originals=1, sheets=2)

    facts = confirmation_facts(case(), ((wanted, on_paper), (wanted, CaseMaterial("M1"))))

    assert [one.goes for one in facts.materials] == [goes]
    licence = replace(on_paper, provision=Provision.E_LICENCE, originals=0)
    assert confirmation_facts(case(), ((wanted, licence),)).materials[0].goes is OriginalGoes.NOWHERE
    more = replace(on_paper, originals=2)
    assert confirmation_facts(case(), ((wanted, more),)).sha256 != facts.sha256

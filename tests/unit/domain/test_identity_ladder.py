"""What to do when a card proves nothing."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.applicant import IdDocument, IdDocumentKind, IdentitySource
from app.domain.identity_ladder import (
    LADDERS,
    Assurance,
    CardTrouble,
    Rung,
    assurance,
    next_rung,
    rungs,
    trouble_of_document,
    trouble_of_fault,
)
from resources.texts import text

TODAY = date(2026, 11, 23)


def test_a_dead_chip_is_tried_again_before_anything_else_and_the_police_come_last() -> None:
    tried: list[Rung] = []
    while (rung := next_rung(CardTrouble.CHIP_DEAD, tried)) is not None:
        tried.append(rung)
    assert tried == [
        Rung.TRY_AGAIN,
        Rung.TYPE_AND_SCAN,
        Rung.TEMPORARY_ID,
        Rung.HOUSEHOLD_REGISTER,
        Rung.PASSPORT,
        Rung.POLICE_PROOF,
    ]


@pytest.mark.parametrize("trouble", [CardTrouble.EXPIRED, CardTrouble.NOT_AT_HAND, CardTrouble.REFUSED])
def test_a_card_that_is_no_proof_is_not_typed_off(trouble: CardTrouble) -> None:
    assert Rung.TYPE_AND_SCAN not in rungs(trouble)
    assert Rung.TEMPORARY_ID in rungs(trouble)


def test_only_citizens_have_a_household_register() -> None:
    kinds = (IdDocumentKind.FOREIGN_PR_2023, IdDocumentKind.RESIDENCE_PERMIT)
    for kind in kinds:
        assert rungs(CardTrouble.NOT_AT_HAND, kind) == (Rung.PASSPORT, Rung.POLICE_PROOF)


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("device.card_unreadable", CardTrouble.CHIP_DEAD),
        ("device.no_card", CardTrouble.CHIP_DEAD),
        ("device.card_refused", CardTrouble.REFUSED),
        ("device.card_unverified", CardTrouble.REFUSED),
        ("device.unplugged", CardTrouble.READER_OUT),
        ("device.sam_not_authorised", CardTrouble.READER_OUT),
        ("device.driver_hung", CardTrouble.READER_OUT),
        ("device.card_rejected_reader", CardTrouble.READER_OUT),
    ],
)
def test_what_a_fault_means_for_the_card(code: str, trouble: CardTrouble) -> None:
    assert trouble_of_fault(code) is trouble


def test_an_expired_card_is_seen() -> None:
    def card(until: date | None, *, long_term: bool = False) -> IdDocument:
        return IdDocument(IdDocumentKind.RESIDENT_ID, "0", valid_until=until, long_term=long_term)

    assert trouble_of_document(card(date(2026, 11, 22)), TODAY) is CardTrouble.EXPIRED
    assert trouble_of_document(card(TODAY), TODAY) is None
    assert trouble_of_document(card(None, long_term=True), TODAY) is None


@pytest.mark.parametrize(
    ("source", "rung", "mark"),
    [
        (IdentitySource.CARD_READER, None, Assurance.HIGH),
        (IdentitySource.MACHINE_READABLE_ZONE, Rung.PASSPORT, Assurance.HIGH),
        (IdentitySource.TYPED, Rung.PASSPORT, Assurance.MEDIUM),
        (IdentitySource.TYPED, Rung.TYPE_AND_SCAN, Assurance.MEDIUM),
        (IdentitySource.TYPED, Rung.TEMPORARY_ID, Assurance.MEDIUM),
        (IdentitySource.TYPED, Rung.HOUSEHOLD_REGISTER, Assurance.LOW),
        (IdentitySource.TYPED, Rung.POLICE_PROOF, Assurance.LOW),
    ],
)
def test_each_rung_below_the_chip_lowers_the_mark(source: IdentitySource, rung: Rung | None, mark: Assurance) -> None:
    assert assurance(source, rung) is mark


def test_everything_on_a_ladder_has_words() -> None:
    said = {text(one) for one in (*CardTrouble, *Rung, *Assurance)}
    assert len(said) == len(CardTrouble) + len(Rung) + len(Assurance)
    assert set(LADDERS) == set(CardTrouble)

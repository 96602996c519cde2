from dataclasses import replace
from datetime import date

import pytest

from app.domain.applicant import IdDocument, IdDocumentKind, Person, Sex
from app.domain.identifiers.warnings import IdentityWarning, area_warning, person_warnings
from resources.texts import text

TODAY = date(2026, 11, 23)
AREAS = {"110105", "330106"}


def resident(**document: object) -> Person:
    fields = {"kind": IdDocumentKind.RESIDENT_ID, "number": "11010519491231002X"} | document
    return Person(name="张样本", document=IdDocument(**fields))  # type: ignore[arg-type]  # built by name


def test_nothing_to_say_about_a_sound_person() -> None:
    person = replace(resident(), birth_date=date(1949, 12, 31), sex=Sex.FEMALE)
    assert person_warnings(person, today=TODAY, current_areas=AREAS) == ()


def test_every_oddity_is_named_in_order() -> None:
    person = replace(
        resident(valid_until=date(2020, 1, 1)),
        name="张\ue000",
        birth_date=date(1950, 1, 1),
        sex=Sex.MALE,
    )
    assert person_warnings(person, today=TODAY, current_areas={"330106"}) == (
        IdentityWarning.PRIVATE_USE_CHARACTER,
        IdentityWarning.AREA_NOT_CURRENT,
        IdentityWarning.BIRTH_DATE_DIFFERS,
        IdentityWarning.SEX_DIFFERS,
        IdentityWarning.EXPIRED,
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (IdDocument(IdDocumentKind.RESIDENT_ID, "110105194912310021"), IdentityWarning.NUMBER_INVALID),
        (IdDocument(IdDocumentKind.FOREIGN_PR_2017, "CAN110081092811"), IdentityWarning.NUMBER_UNUSUAL),
        (IdDocument(IdDocumentKind.TAIWAN_PERMIT, "1234567890"), IdentityWarning.NUMBER_UNUSUAL),
        (
            IdDocument(IdDocumentKind.HK_MACAU_PERMIT, "H12345678", valid_from=date(2027, 1, 1)),
            IdentityWarning.NOT_YET_VALID,
        ),
    ],
)
def test_oddities_of_other_documents(document: IdDocument, expected: IdentityWarning) -> None:
    assert person_warnings(Person(name="样本", document=document), today=TODAY) == (expected,)


def test_a_chinese_passport_of_an_unknown_form() -> None:
    passport = IdDocument(IdDocumentKind.PASSPORT, "X1234567")
    chinese = Person(name="样本", document=passport, nationality="CHN")
    assert person_warnings(chinese, today=TODAY) == (IdentityWarning.NUMBER_UNUSUAL,)
    assert person_warnings(replace(chinese, nationality="USA"), today=TODAY) == ()


def test_areas_of_the_past_and_of_nowhere() -> None:
    assert area_warning("110105", AREAS) is None
    assert area_warning("110113", AREAS) is IdentityWarning.AREA_NOT_CURRENT
    assert area_warning("110113", frozenset()) is None
    assert area_warning("990101", frozenset()) is IdentityWarning.AREA_UNKNOWN


def test_unknown_sex_and_no_birth_date_contradict_nothing() -> None:
    assert person_warnings(resident(), today=TODAY, current_areas=AREAS) == ()


@pytest.mark.parametrize("warning", IdentityWarning)
def test_every_warning_has_words(warning: IdentityWarning) -> None:
    assert text(warning.value)

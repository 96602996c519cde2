"""What the sample papers of a visit say: the values of its form, so that papers and case agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.guide import ItemGuide
from resources.codes import ethnic_groups, sex_names
from resources.texts import text

_ORGANISATION = "organisation"
_OF_ORGANISATION = {
    "name": "name",
    "company": "name",
    "credit_code": "credit_code",
    "legal_person": "legal_representative",
    "address": "address",
}


def values_of_form(form: Mapping[str, str], role: str = "applicant") -> dict[str, str]:
    """Values for `sample_paper` from a visit's form; a card is written for `role`. What the form lacks is left out."""
    values = {"phone": form.get("applicant.phone", ""), "agent": form.get("agent.name", "")}
    if role == "applicant" and form.get("applicant.kind") == _ORGANISATION:
        values |= {value: form.get(f"applicant.{field}", "") for value, field in _OF_ORGANISATION.items()}
        values["id_number"] = values["credit_code"]  # a form asks for whichever number the applicant has
    else:
        known = {field: form.get(f"{role}.{field}", "") for field in ("birth_date", "sex", "ethnicity")}
        values |= {
            "name": form.get(f"{role}.name", ""),
            "id_number": form.get(f"{role}.document_number", ""),
            "address": form.get(f"{role}.address", ""),
            "birth": _day(known["birth_date"]),
            "sex": sex_names().get(known["sex"], ""),
            "ethnic_group": ethnic_groups().get(known["ethnicity"], ""),
        }
    return {name: value for name, value in values.items() if value}


def values_of_guide(guide: ItemGuide) -> dict[str, str]:
    """What is applied for, and where it is decided."""
    return {"item": guide.item_name, "handling_place": guide.authority.place_name}


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    return text("paper.day", year=day.year, month=day.month, day=day.day)

"""The stand-in's register of electronic licences: invented ones, from `resources/samples/e_licences.json`."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import TypeAdapter

from app.platform.contract.answers import Licence, LicenceAnswer
from app.platform.contract.licence_query import LicenceQuery, QueryPurpose
from resources.paths import resource


class RegisteredLicence(Licence):
    """A licence of the sample register; one that is not `opened` is kept from every station."""

    opened: bool = True


@dataclass(frozen=True, slots=True)
class LicenceBook:
    """Answers questions, and keeps what each was asked for."""

    licences: tuple[RegisteredLicence, ...]
    purposes: list[QueryPurpose] = field(default_factory=list)

    def answer(self, query: LicenceQuery, body_sha256: str) -> LicenceAnswer:
        """What the register says."""
        self.purposes.append(query.purpose)
        found = next((one for one in self.licences if _asked_for(one, query)), None)
        if found is None:
            return LicenceAnswer(body_sha256=body_sha256, outcome="not_found")
        if not found.opened:
            return LicenceAnswer(body_sha256=body_sha256, outcome="not_authorised")
        shown = Licence.model_validate(found.model_dump())
        return LicenceAnswer(body_sha256=body_sha256, outcome="found", licence=shown)


def sample_licences() -> LicenceBook:
    """The register of the sample people and companies."""
    body = resource("samples", "e_licences.json").read_bytes()
    return LicenceBook(TypeAdapter(tuple[RegisteredLicence, ...]).validate_json(body))


def _asked_for(one: Licence, query: LicenceQuery) -> bool:
    if query.identifier:
        return one.identifier == query.identifier
    return (one.holder_number, one.licence_type) == (query.holder_number, query.licence_type)

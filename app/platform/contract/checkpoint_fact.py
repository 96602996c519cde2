"""How far a station's audit log goes, as it travels: `POST /v1/audit-checkpoints`."""

from __future__ import annotations

from pydantic import Field

from app.platform.contract.case_fact import Element, Identifier, Sha256


class CheckpointFact(Element):
    """Number and hash of the newest row of an installation's chain; the platform keeps it as a witness."""

    station: Identifier
    installation: Identifier
    sequence: int = Field(ge=0)
    hash: Sha256

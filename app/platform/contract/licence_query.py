"""A question to the register of electronic licences, as it travels: `POST /v1/e-licences/query`.

Posted, so that nobody's number stands in an address or a server's log. No question goes without what it is asked
for (数据共享: for the case only); the platform keeps that with the question.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from app.platform.contract.case_fact import Element, Identifier

_Text = Annotated[str, StringConstraints(max_length=128)]


class QueryPurpose(Element):
    """What the answer is wanted for, and by whom."""

    reason: Literal["originals_check"] = Field(
        default="originals_check", description="The paper before the clerk is compared with the register"
    )
    case_id: Identifier
    item_code: Identifier
    material_code: Identifier
    clerk_id: Identifier


class LicenceQuery(Element):
    """By identifier (GB/T 36904), or by the holder's number together with the kind of licence."""

    identifier: _Text = Field(default="", description="GB/T 36904, with its root and check character")
    holder_number: _Text = Field(default="", description="Resident id, permit number or credit code of the holder")
    licence_type: _Text = Field(default="", description="Name of the licence as the guide has it")
    purpose: QueryPurpose

    @model_validator(mode="after")
    def _asks_for_one(self) -> Self:
        if not self.identifier and not (self.holder_number and self.licence_type):
            raise ValueError("an identifier, or a holder's number with the licence's kind")
        return self

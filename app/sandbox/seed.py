"""Cases the platform has from the start: a folder of case facts in the contract's JSON."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from app.domain.errors import SettingsError
from app.platform.contract.case_fact import CaseFact
from app.sandbox.ledger import Ledger


def plant(ledger: Ledger, folder: Path) -> int:
    """Store every `*.json` of the folder; how many were new. Planting twice changes nothing.

    Raises SettingsError `settings.seed_file` for a file that is not a case fact.
    """
    planted = 0
    for file in sorted(folder.glob("*.json")):
        body = file.read_bytes()
        try:
            fact = CaseFact.model_validate_json(body)
        except ValidationError as error:
            raise SettingsError("seed_file", file=file.name, problem=error.errors()[0]["msg"]) from error
        new, _ = ledger.put_case(fact.collecting.station, fact, body, hashlib.sha256(body).hexdigest())
        planted += new
    return planted

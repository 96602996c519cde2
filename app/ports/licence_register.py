"""The province's register of electronic licences."""

from __future__ import annotations

from typing import Protocol

from app.domain.e_licence import LicenceAnswer, LicencePurpose, LicenceQuestion


class LicenceRegister(Protocol):
    """Asks for one licence at a time."""

    def ask(self, question: LicenceQuestion, purpose: LicencePurpose) -> LicenceAnswer:
        """The register's answer, within seconds. Blocks: not for the main thread.

        Raises SyncError when nobody answered, or something that is not the register's answer to this question.
        """

"""Where settings are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.domain.settings import Settings


class SettingsFiles(Protocol):
    """The station's and the province's settings."""

    def load(self) -> Settings:
        """What is in force. A file that cannot be read is set aside, kept, and reported in `problems`."""

    def save(self, changes: Mapping[str, str]) -> Settings:
        """Write the station's own values (durable when this returns). Raises StoreError."""

"""The contract between a station and the provincial platform, version 1.

Light on purpose (no pydantic here): names of the protocol that both sides spell the same way.
`case_fact` and `answers` hold the models, `endpoints` the routes, `mapping` what differs by province,
`openapi` writes the whole as `resources/platform/openapi.yaml`.
"""

from __future__ import annotations

VERSION = "v1"

PLATFORM_HEADER = "X-Tongban-Platform"
"""Carried by every answer of a platform as `<province id>;v1`: what lacks it is not the platform's answer."""
KEY_HEADER = "Idempotency-Key"
ECHOED_KEY_HEADER = "X-Idempotency-Key"
STATION_HEADER = "X-Station"
INSTALLATION_HEADER = "X-Installation"
"""Tells a station's machines apart: the one that was stolen from the one that took its place."""
SENT_AT_HEADER = "X-Sent-At"
"""The station's clock in UTC (ISO 8601); more than `MAX_SKEW_SECONDS` away from the platform's is refused."""
BODY_HASH_HEADER = "X-Body-SHA256"
"""SHA-256 of the plain body: a body damaged on the way is told apart from a body the platform refuses."""
BLOB_HASH_HEADER = "X-Blob-SHA256"
BLOB_SIZE_HEADER = "X-Blob-Size"

MAX_SKEW_SECONDS = 600


def platform_mark(province: str) -> str:
    """The value of `PLATFORM_HEADER` for a province."""
    return f"{province};{VERSION}"

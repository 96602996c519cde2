"""What the printer itself says of a job that its CUPS queue calls completed.

The ipp backend of CUPS 2.4 looks at the job by two ways; when the slower one would have seen that the printer aborted
it, the queue says completed (seen in one of three aborted jobs). So the printer is asked, where it speaks IPP itself.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from app.domain.errors import PrintError
from app.printing.ipp.connection import IppConnection, first_number, first_text
from app.printing.ipp.message import Attribute, Tag

_GET_JOBS = 0x000A
_LATEST = 20
_GIVEN_UP = (7, 8)  # canceled, aborted (RFC 8011, 5.3.7)


def given_up_by_device(device_uri: str, job_name: str, timeout: float) -> bool:
    """Whether the newest ended job of this name was cancelled or aborted at the printer.

    False where the printer cannot be asked: it is not an `ipp:` device, does not answer, or forgets its jobs.
    """
    device = urlsplit(device_uri)
    if device.scheme != "ipp" or not device.hostname:
        return False
    operation = (
        Attribute(Tag.URI, "printer-uri", (device_uri,)),
        Attribute(Tag.INTEGER, "limit", (_LATEST,)),
        Attribute(Tag.KEYWORD, "requested-attributes", ("job-id", "job-name", "job-state")),
        Attribute(Tag.KEYWORD, "which-jobs", ("completed",)),
    )
    server = f"{device.hostname}:{device.port}" if device.port else device.hostname
    try:
        answer = IppConnection(server, timeout).send(device.path or "/", _GET_JOBS, {Tag.OPERATION: operation})
    except PrintError:
        return False
    ours = [job for job in answer.groups_of(Tag.JOB) if first_text(job, "job-name") == job_name]
    newest = max(ours, key=lambda job: first_number(job, "job-id"), default={})
    return first_number(newest, "job-state") in _GIVEN_UP

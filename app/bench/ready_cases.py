"""Drafts with nothing missing but the key press, made by the services as a clerk makes them. Everybody is invented."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.clerk import Clerk, Role, Session, Station
from app.domain.identifiers.check_characters import mod_11_2
from app.domain.material import Provision
from app.domain.page import PageAnalysis, PageConfidence, PageOutline, Quality, QualityVerdict
from app.domain.page_text import Corners
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScannedFrame

if TYPE_CHECKING:
    from app.services.capture_page import CapturePages
    from app.services.workspace import Workspace
    from local_store.store import SqlStore

ITEM, PLACE, AGENT_COMES = "990710001004", "310101", ("acting", "agent")
"""The sample guide that asks for ten papers when an agent comes."""
SESSION = Session(
    Clerk("clerk", "clerk", "Clerk Sample", "0001", Role.CLERK),
    Station("BN01", "A", "Sample hall", "Window 1", "990100", "Sample street 1", "000-00000000"),
)
_OUTLINE = PageOutline(((61.5, 40.2), (1559.0, 38.7), (1566.3, 1142.0), (55.1, 1150.8)), PageConfidence.HIGH, 0, 0.1)


class GoodPageReader:
    """`PageReader` that finds every page good and straightens it: what looking costs is `tongban bench page`."""

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        """One page, with a rendition of its own."""
        quality = Quality(QualityVerdict.GOOD, ())
        return (PageAnalysis(1600, 1200, _OUTLINE, quality, (), (), data + b"straight", media_type),)

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        """The picture as it is."""
        return data, "image/jpeg"


def open_workspace(folder: Path, store: SqlStore) -> Workspace:
    """The services of a window over `store`, as a signed-in clerk has them. Its `close` closes the store too."""
    from app.system_clock import SystemClock
    from app.workspace_builder import WorkspaceBuilder
    from local_store.folder import DataFolder
    from local_store.keys.system_keyring import LibrarySystemKeyring
    from local_store.opening import station_credentials
    from local_store.search.romanizer import PinyinRomanizer
    from local_store.settings_files import JsonSettingsFiles

    credentials = station_credentials(DataFolder(folder), SystemClock(), PinyinRomanizer())
    keyring, settings = LibrarySystemKeyring(folder), JsonSettingsFiles(folder)
    workspace = WorkspaceBuilder(folder, SESSION, store, credentials, keyring, settings).build((), {})
    return replace(workspace, capture_pages=replace(workspace.capture_pages, reader=GoodPageReader()))


def ready_cases(workspace: Workspace, count: int) -> Sequence[str]:
    """Ids of `count` drafts of ten papers, each paper scanned on one page and verified."""
    return [_ready_case(workspace, number) for number in range(count)]


def _ready_case(workspace: Workspace, number: int) -> str:
    edit = workspace.edit_case
    case_id = workspace.open_case.start(SESSION).case.id
    fields = {**_person("applicant", number), **_person("agent", number), "agent.authority_document": "Sample letter"}
    edit.set_fields(case_id, {**fields, "confirm.applicant": "yes"}, "applicant.phone")
    edit.choose(case_id, ITEM, PLACE)
    rows = edit.answer(case_id, *AGENT_COMES).rows
    for material in (row.material for row in rows):
        edit.provide(case_id, material.code, Provision.PAPER)
        _scan(workspace.capture_pages, case_id, material.code)
        workspace.verify_original(SESSION, case_id, material.code, VerificationVerdict.MATCHES)
    return case_id


def _person(role: str, number: int) -> dict[str, str]:
    stem = f"99010119900517{number % 1000:03}"
    return {
        f"{role}.name": f"{role} Sample {number}",
        f"{role}.document_number": stem + mod_11_2(stem),
        f"{role}.phone": f"199{number:08}",
    }


_frames = itertools.count()


def _scan(capture: CapturePages, case_id: str, material_code: str) -> None:
    frame = ScannedFrame(b"page %d" % next(_frames), "image/jpeg", "bench", 200, 0)
    capture.analyse(case_id, capture.keep(SESSION, case_id, material_code, frame).id)

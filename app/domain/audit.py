"""Audit entries: who looked at, changed, printed or overrode what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditAction(StrEnum):
    """What was done."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    LOCK = "lock"
    UNLOCK = "unlock"
    CASE_OPENED = "case_opened"
    CARD_READ = "card_read"
    IDENTITY_TAKEN_FROM_PAGE = "identity_taken_from_page"
    OTHER_PROOF_TAKEN = "other_proof_taken"
    CONSENT_RECORDED = "consent_recorded"
    PERSON_CHECKED = "person_checked"
    PAGE_CAPTURED = "page_captured"
    PAGE_REMOVED = "page_removed"
    PAGE_RESTORED = "page_restored"
    PAGE_ADJUSTED = "page_adjusted"
    ORIGINAL_VERIFIED = "original_verified"
    APPLICANT_CONFIRMED = "applicant_confirmed"
    APPLICANT_SIGNED = "applicant_signed"
    CASE_RECEIVED = "case_received"
    STATE_CHANGED = "state_changed"
    NOTICE_GIVEN = "notice_given"
    PAPER_PRINTED = "paper_printed"
    PAPER_SAVED = "paper_saved"
    PERSONAL_DATA_SHOWN = "personal_data_shown"
    SERVICE_RATED = "service_rated"
    E_LICENCE_ASKED = "e_licence_asked"
    E_LICENCE_ANSWERED = "e_licence_answered"
    DRAFT_ABANDONED = "draft_abandoned"
    SETTINGS_CHANGED = "settings_changed"
    ACCOUNT_CHANGED = "account_changed"
    CASE_REMOVED = "case_removed"
    STORE_BACKED_UP = "store_backed_up"
    STORE_RESTORED = "store_restored"
    STORE_MOVED = "store_moved"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action
    RECOVERY_KEY_MADE = "recovery_key_made"
    RECOVERY_KEY_USED = "recovery_key_used"
    RECOVERY_KEY_ENDED = "recovery_key_ended"
    DATA_KEY_ORDERED = "data_key_ordered"
    HALL_JOINED = "hall_joined"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `subject` is an id (case, paper, clerk), never a name or a number of a person."""

    action: AuditAction
    at: datetime
    clerk_id: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditCheckpoint:
    """How far the audit chain of an installation goes: number and hash (lower-case hex) of its newest row."""

    installation: str
    sequence: int
    hash: str

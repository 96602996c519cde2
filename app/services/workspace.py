"""Everything a signed-in clerk can do, as one immutable bundle the screens are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.clerk import Session
from app.domain.code_meaning import CodeMeaning
from app.domain.errors import TongbanError
from app.domain.page import CodeRead
from app.ports.guides import GuideSource, HolidayCalendar
from app.ports.live_preview import LivePreview
from app.ports.phone_link import PhoneLink
from app.ports.store import Store
from app.services.ask_e_licence import AskELicence
from app.services.capture_page import CapturePages
from app.services.check_person import CheckPerson
from app.services.compare_papers import ComparePapers
from app.services.confirm_by_applicant import ConfirmByApplicant
from app.services.edit_case import EditCase
from app.services.find_items import FindItems
from app.services.give_one_time_notice import GiveOneTimeNotice
from app.services.identity_ladder import IdentityLadder
from app.services.keep_keyring import KeepKeyring
from app.services.keep_keys import KeepKeys
from app.services.keep_store import KeepStore
from app.services.line_view import LineView
from app.services.list_cases import ListCases
from app.services.make_papers import MakePapers
from app.services.manage_accounts import ManageAccounts
from app.services.manage_settings import ManageSettings
from app.services.open_case import OpenCase
from app.services.print_papers import PrintPapers
from app.services.rate_service import RateService
from app.services.read_identity import ReadIdentity
from app.services.read_page import ReadPage
from app.services.receive_case import ReceiveCase
from app.services.recovery_paper import RecoveryPaper
from app.services.screen_lock import ScreenLock
from app.services.synchronise import Synchronise
from app.services.verify_original import VerifyOriginal


@dataclass(frozen=True, slots=True)
class Workspace:
    """The services of one session over one opened store."""

    session: Session
    warnings: tuple[TongbanError, ...]  # what the clerk should know before the first case
    store: Store
    guides: GuideSource
    holidays: HolidayCalendar
    open_case: OpenCase
    edit_case: EditCase
    read_identity: ReadIdentity
    identity_ladder: IdentityLadder
    check_person: CheckPerson
    confirm_by_applicant: ConfirmByApplicant
    capture_pages: CapturePages
    live_preview: LivePreview
    phone_link: PhoneLink
    read_page: ReadPage
    compare_papers: ComparePapers
    ask_e_licence: AskELicence
    verify_original: VerifyOriginal
    give_one_time_notice: GiveOneTimeNotice
    receive_case: ReceiveCase
    rate_service: RateService
    make_papers: MakePapers
    print_papers: PrintPapers
    list_cases: ListCases
    find_items: FindItems
    line_view: LineView
    synchronise: Synchronise
    keep_store: KeepStore
    keep_keys: KeepKeys
    keep_keyring: KeepKeyring
    recovery_paper: RecoveryPaper
    manage_accounts: ManageAccounts
    manage_settings: ManageSettings
    screen_lock: ScreenLock
    code_meaning: Callable[[CodeRead], CodeMeaning]
    case_news: Callable[[], bool] | None = None  # in a hall: whether cases changed since it was asked last
    closers: tuple[Callable[[], None], ...] = ()

    def leave(self, *, locked: bool = False) -> None:
        """Sign out: the draft on the desk is parked under its clerk, the end noted, everything closed.

        `locked`: somebody else asked for it from the lock screen. Closed it is in any case; raises StoreError.
        """
        try:
            self.open_case.park(self.session)
            self.screen_lock.sign_out(self.session, locked=locked)
        finally:
            self.close()

    def close(self) -> None:
        """Close the store, drop its key, end the helper processes; nothing of it may be used afterwards."""
        try:
            self.store.close()
        finally:
            for close in self.closers:
                close()

"""Builds the services of one session out of the concrete parts, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.clerk import Session
from app.domain.errors import SettingsError, TongbanError
from app.domain.name_variants import NameVariants, name_variants
from app.domain.paper_kinds import PaperKinds
from app.domain.settings import check_platform_address
from app.paper.recovery_sheet import recovery_sheet
from app.paper.renderer import ReportLabPaperRenderer
from app.paper.reprint_mark import OverlayReprintMarker
from app.platform.client.exchange import PlatformExchange, platform_line
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.licence_register import PATIENCE, HttpLicenceRegister
from app.platform.client.orders import Installation
from app.platform.client.unset import UnsetPlatformGateway
from app.platform.encoder import CanonicalFactEncoder
from app.platform.guides.source import JsonGuideSource
from app.platform.holidays import JsonHolidayCalendar
from app.ports.credentials import Credentials, SystemKeyring
from app.ports.settings import SettingsFiles
from app.ports.store import Store
from app.printing import system_printer
from app.printing.preview import PdfiumPaperPreview
from app.services.ask_e_licence import AskELicence
from app.services.capture_page import CapturePages
from app.services.case_terms import CaseTerms
from app.services.check_person import CheckPerson, HeldPictures
from app.services.compare_papers import CaseComparer, ComparePapers
from app.services.confirm_by_applicant import ConfirmByApplicant
from app.services.countersign_audit import CountersignAudit
from app.services.edit_case import EditCase
from app.services.find_items import FindItems
from app.services.give_one_time_notice import GiveOneTimeNotice
from app.services.held_licences import HeldLicences
from app.services.identity_ladder import IdentityLadder
from app.services.intake_state import StateReader
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
from app.services.pull_changes import PullChanges
from app.services.rate_service import RateService
from app.services.read_identity import ReadIdentity
from app.services.read_page import ReadPage
from app.services.receive_case import ReceiveCase
from app.services.recovery_paper import RecoveryPaper
from app.services.screen_lock import ScreenLock
from app.services.sync_outbox import SyncOutbox
from app.services.synchronise import Synchronise
from app.services.verify_original import VerifyOriginal
from app.services.workspace import Workspace
from app.system_clock import SystemClock
from local_store.folder import DataFolder
from local_store.identifiers import RandomIdSource
from local_store.keys.wiping import FolderKeyWipe
from local_store.search.romanizer import PinyinRomanizer
from resources.codes import divisions, name_variant_groups
from resources.known_papers import asked_as, open_words
from resources.paths import resource
from scanners.all_sources import AllDocumentSources
from scanners.card_readers import open_card_reader
from scanners.reading.codes_meaning import code_meaning
from scanners.registry import desk_camera, desk_sources, page_reader, phone_link, picture_comparer, text_reader

if TYPE_CHECKING:
    from app.ports.document_source import DocumentSource
    from app.ports.id_card_reader import IdCardReader
    from app.ports.page_reader import PageReader
    from app.services.window_in_hall import WindowInHall

    Sources = Mapping[str, DocumentSource]
    OpenReader = Callable[[], IdCardReader]


def in_hall(session: Session, own: Store, files: SettingsFiles) -> tuple[Session, WindowInHall | None]:
    """The hall this window belongs to by its settings, and the session there; nothing of it is loaded elsewhere."""
    settings = files.load()
    url = settings.text("store.hall_url")
    if not url:
        return session, None
    from app.services.window_in_hall import WindowInHall
    from local_store.hall.membership import enter_hall, kept_membership
    from local_store.vault.profiles import CryptoProfile

    profile = CryptoProfile(settings.text("store.crypto_profile"))
    hall = WindowInHall(own, lambda: enter_hall(url, kept_membership(own), PinyinRomanizer(), profile), SystemClock())
    return replace(session, clerk=hall.come_in(session.clerk)), hall


class WorkspaceBuilder:
    """Holds the parts that several services share while a workspace is built."""

    def __init__(
        self,
        data_folder: Path,
        session: Session,
        store: Store,
        credentials: Credentials,
        keyring: SystemKeyring,
        files: SettingsFiles,
        hall: WindowInHall | None = None,
    ) -> None:
        """`store` is the window's own; everything about cases goes to the `hall` it belongs to, where there is one."""
        self._session, self._credentials, self._files = session, credentials, files
        self._own, self._hall, self._store = store, hall, hall or store
        self._keyring = keyring
        self._clock, self._ids = SystemClock(), RandomIdSource()
        self._settings = files.load()
        self._data_folder = data_folder
        self._provinces = frozenset(file.stem for file in resource("platform", "mappings").glob("*.json"))
        self._guides = JsonGuideSource(resource("guides"), data_folder / "guides")
        self._holidays = JsonHolidayCalendar(resource("codes", "holidays"), data_folder / "holidays")
        self._read_state = StateReader(
            self._guides, self._clock, self._holidays, session.station.division_code, divisions()
        )

    def build(
        self, warnings: tuple[TongbanError, ...], sources: Sources, reader_factory: OpenReader | None = None
    ) -> Workspace:
        """The whole bundle; `sources` lie on the desk beside the real ones, `reader_factory` replaces the reader."""
        store, clock, ids, read_state = self._store, self._clock, self._ids, self._read_state
        reader, texts, pictures = page_reader(), text_reader(), picture_comparer()
        camera, phone = desk_camera(self._camera), phone_link(self._phone_link_address)
        workers = (reader, texts, pictures, camera, phone)
        papers, held, compare = self._make_papers(), HeldPictures(clock.now), self._comparer()
        line, keys = self._line_view(), KeepKeys(self._own, self._credentials, clock)
        return Workspace(
            session=self._session,
            warnings=(*warnings, *self._platform_problems(), *self._guides.unreadable_pulled()),
            store=store,
            guides=self._guides,
            holidays=self._holidays,
            open_case=OpenCase(store, read_state, clock, ids),
            confirm_by_applicant=ConfirmByApplicant(store, read_state, clock, ids),
            edit_case=EditCase(store, read_state, self._guides, clock),
            read_identity=ReadIdentity(store, read_state, clock, reader_factory or self._open_reader),
            identity_ladder=IdentityLadder(store, read_state, clock),
            check_person=CheckPerson(store, read_state, clock, held),
            capture_pages=self._capture_pages(self._desk({**sources, "camera:": camera, "phone:": phone}), reader),
            live_preview=camera,
            phone_link=phone,
            read_page=ReadPage(store, store.vault, texts),
            compare_papers=ComparePapers(store, store.vault, read_state, compare, pictures),
            ask_e_licence=AskELicence(store, read_state, compare, self._licence_register(), clock),
            verify_original=VerifyOriginal(store, read_state, clock, compare),
            give_one_time_notice=GiveOneTimeNotice(store, read_state, papers, clock),
            receive_case=ReceiveCase(store, read_state, self._encoder(), self._holidays, clock, ids),
            rate_service=RateService(store, self._encoder(), clock),
            make_papers=papers,
            print_papers=self._print_papers(),
            list_cases=ListCases(store, self._guides, self._holidays, clock),
            find_items=FindItems(self._guides, PinyinRomanizer()),
            line_view=line,
            synchronise=self._synchronise(line),
            keep_store=KeepStore(self._own, self._files, clock, self._hall),
            keep_keys=keys,
            keep_keyring=KeepKeyring(self._own, self._credentials, self._keyring, self._files, clock),
            recovery_paper=RecoveryPaper(keys, recovery_sheet, system_printer()),
            manage_accounts=ManageAccounts(self._own, self._credentials, self._files, clock, ids),
            manage_settings=ManageSettings(self._files, self._own, clock, self._provinces),
            screen_lock=ScreenLock(self._own, self._credentials, clock),
            code_meaning=code_meaning,
            closers=(held.forget, compare.licences.forget, self._credentials.forget, *(one.close for one in workers)),
        )

    def _comparer(self) -> CaseComparer:
        kinds = PaperKinds(asked_as(), open_words())
        return CaseComparer(self._variants(), kinds, self._clock, code_meaning, HeldLicences())

    def _desk(self, sources: Mapping[str, DocumentSource]) -> AllDocumentSources:
        return AllDocumentSources({**sources, "": desk_sources(self._watched_folder, self._network_scanners)})

    def _variants(self) -> NameVariants:
        return name_variants(name_variant_groups("variant"), name_variant_groups("look_alike"))

    def _open_reader(self) -> IdCardReader:
        # Asked anew each time: the clerk may have chosen another reader a minute ago.
        return open_card_reader(self._files.load().text("reader.address"))

    def _watched_folder(self) -> str:
        return self._files.load().text("scanner.watched_folder")

    def _camera(self) -> str:
        return self._files.load().text("scanner.camera")

    def _phone_link_address(self) -> str:
        settings = self._files.load()
        return settings.text("phone_link.address") if settings.text("phone_link.switch") == "on" else ""

    def _network_scanners(self) -> str:
        return self._files.load().text("scanner.network_address")

    def _capture_pages(self, source: DocumentSource, reader: PageReader) -> CapturePages:
        return CapturePages(self._store, self._store.vault, source, reader, self._clock, self._ids)

    def _encoder(self) -> CanonicalFactEncoder:
        return CanonicalFactEncoder(self._settings.text("platform.mapping"))

    def _make_papers(self) -> MakePapers:
        return MakePapers(
            self._store,
            self._store.vault,
            self._read_state,
            ReportLabPaperRenderer(),
            self._holidays,
            self._clock,
            self._ids,
        )

    def _print_papers(self) -> PrintPapers:
        return PrintPapers(
            self._store,
            self._store.vault,
            system_printer(),
            PdfiumPaperPreview(),
            OverlayReprintMarker(),
            self._clock,
            self._ids,
        )

    def _line_view(self) -> LineView:
        hall = self._hall
        return LineView(self._store, self._clock) if hall is None else LineView(hall, self._clock, lambda: hall.fault)

    def _synchronise(self, line: LineView) -> Synchronise:
        gateway = self._gateway()
        outbox = SyncOutbox(self._store, self._store.vault, gateway, self._clock, self._ids)
        terms = CaseTerms(self._guides, self._holidays)
        pull = PullChanges(self._store, gateway, self._clock, self._ids, terms)
        countersign = CountersignAudit(self._store, gateway)
        made = Synchronise(outbox, pull, countersign, line, FolderKeyWipe(DataFolder(self._data_folder)))
        return made if self._hall is None else replace(made, take_turn=self._hall.take_turn)

    def _platform_problems(self) -> tuple[SettingsError, ...]:
        """A wrong setting is told; it must not keep the admin out who would mend it."""
        address, province = self._settings.text("platform.url"), self._settings.text("platform.mapping")
        if province not in self._provinces:
            return (SettingsError("province_unknown", field="platform.mapping", province=province),)
        try:
            if address:
                check_platform_address(address)
        except SettingsError as error:
            return (error,)
        return ()

    def _gateway(self) -> HttpPlatformGateway | UnsetPlatformGateway:
        address = self._settings.text("platform.url")
        if not address or self._platform_problems():
            return UnsetPlatformGateway(self._clock)
        station, province = self._session.station.code, self._settings.text("platform.mapping")
        return HttpPlatformGateway(address, station, province, self._clock, installation=self._installation())

    def _licence_register(self) -> HttpLicenceRegister | None:
        """The register behind the platform, None where no platform is set: then there is nobody to ask."""
        address = self._settings.text("platform.url")
        if not address or self._platform_problems():
            return None
        line, station = platform_line(address, PATIENCE), self._session.station.code
        province, own = self._settings.text("platform.mapping"), self._installation()
        return HttpLicenceRegister(PlatformExchange(line, station, province, self._clock, own), self._clock)

    def _installation(self) -> Installation:
        with self._store.unit_of_work() as unit:
            installation = unit.numbers.installation_id()
        return Installation(installation, self._settings.locked_text("platform.signing_key"))

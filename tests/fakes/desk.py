"""A window's services over the in-memory store, a clerk signed in: where service and view-model tests start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.domain.case import Case
from app.domain.clerk import Clerk, Role, Session, Station
from app.domain.errors import DeviceError, PageError
from app.domain.guide import ItemGuide
from app.domain.identifiers.check_characters import mod_11_2
from app.domain.material import Provision
from app.domain.name_variants import name_variants
from app.domain.outbox import Fact, FactKind
from app.domain.page import (
    CodeRead,
    Page,
    PageAnalysis,
    PageConfidence,
    PageOutline,
    Quality,
    QualityVerdict,
)
from app.domain.page_text import UNKNOWN_PAPER, Box, Corners, PageReading, SignatureHint, TextLine
from app.domain.paper_kinds import PaperKinds
from app.domain.rating import ServiceRating
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind
from app.ports.picture_comparer import PictureDifference
from app.services.ask_e_licence import AskELicence
from app.services.capture_page import CapturePages
from app.services.compare_papers import CaseComparer, ComparePapers
from app.services.confirm_by_applicant import ConfirmByApplicant
from app.services.edit_case import EditCase
from app.services.give_one_time_notice import GiveOneTimeNotice
from app.services.held_licences import HeldLicences
from app.services.intake_state import IntakeState, StateReader
from app.services.list_cases import ListCases
from app.services.make_papers import MakePapers
from app.services.open_case import OpenCase
from app.services.print_papers import PrintPapers
from app.services.read_page import ReadPage
from app.services.receive_case import ReceiveCase
from app.services.verify_original import VerifyOriginal
from scanners.reading.codes_meaning import code_meaning
from tests.fakes.environment import ManualClock, SequentialIds
from tests.fakes.guides import FAR, ITEM, InMemoryGuideSource, WeekendCalendar
from tests.fakes.licences import ScriptedLicenceRegister
from tests.fakes.papers import PlainPreview, PlainReprintMarker, RecordingPrinter, RecordingRenderer
from tests.fakes.store import InMemoryStore

CLERK = Clerk("clerk-1", "wang", "王样本", "0012", Role.CLERK)
STATION = Station(
    code="YZ12",
    installation="A",
    hall_name="云州市政务服务中心（样本）",
    window_name="12号窗口",
    division_code="990100",
    address="样本大道1号",
    phone="000-00000000",
)
SESSION = Session(CLERK, STATION)
NAME = "张䶮样本"
PHONE = "19900000001"


def resident_number(stem: str = "99010119900517001") -> str:
    """A number with a right check digit in a division that does not exist."""
    return stem + mod_11_2(stem)


class PlainEncoder:
    """`FactEncoder` and `RatingEncoder` that tells the case and each page, without the platform's contract."""

    def case_facts(self, case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session) -> tuple[Fact, ...]:
        body = f"{case.id} {case.receipt_number}".encode()
        facts = [Fact(f"{case.id}-case", case.id, FactKind.CASE, body, "0" * 64)]
        for page in pages:
            key = f"{case.id}-{page.original.sha256}"
            facts.append(Fact(key, case.id, FactKind.PAGE, b"{}", "0" * 64, page.original.sha256, 1))
        return (*facts, Fact(f"{case.id}-complete", case.id, FactKind.COMPLETE, b"{}", "0" * 64))

    def rating_fact(self, rating: ServiceRating) -> Fact:
        told = " ".join((rating.grade, *rating.reasons)).encode()
        return Fact(f"{rating.case_id}-rating", rating.case_id, FactKind.RATING, told, "0" * 64)


class ScriptedSource:
    """`DocumentSource` with the given frames."""

    def __init__(self, *frames: bytes) -> None:
        self.frames = frames

    def list(self) -> tuple[SourceDescription, ...]:
        return (SourceDescription("desk", "desk", SourceKind.FILE),)

    def describe(self, source_id: str) -> SourceDescription:
        return self.list()[0]

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Iterator[ScannedFrame]:
        for index, data in enumerate(self.frames):
            yield ScannedFrame(data, "image/jpeg", "desk", 300, index)


class PlainPageReader:
    """`PageReader` that finds every page good and straightens nothing; `page_count` pages a file."""

    def __init__(self, page_count: int = 1) -> None:
        self.page_count = page_count

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        outline = PageOutline(None, PageConfidence.LOW, 0, 0.0)
        quality = Quality(QualityVerdict.GOOD, ())
        one = PageAnalysis(100, 100, outline, quality, (), (), None, None)
        return (one,) * self.page_count

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        return data + f" {corners} {rotation}".encode(), "image/jpeg"


class ScriptedTextReader:
    """`TextReader` that finds the page's bytes written on it; `fault` is raised instead when set."""

    def __init__(self) -> None:
        self.fault: PageError | DeviceError | None = None
        self.read_codes: list[tuple[CodeRead, ...]] = []
        self.warmed = 0

    def warm(self) -> None:
        self.warmed += 1
        if isinstance(self.fault, DeviceError):
            raise self.fault

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        self.read_codes.append(tuple(codes))
        if self.fault is not None:
            raise self.fault
        line = TextLine(data.decode(errors="replace"), 0.99, ((0, 0), (90, 0), (90, 20), (0, 20)))
        return PageReading(100, 100, (line,), UNKNOWN_PAPER, (), SignatureHint.NO_PLACE)


class RecordingPictureComparer:
    """Finds every two pictures alike; what is cut out says where."""

    def __init__(self) -> None:
        self.compared: list[tuple[bytes, bytes]] = []

    def compare(self, original: bytes, copy: bytes) -> PictureDifference:
        self.compared.append((original, copy))
        return PictureDifference(aligned=True, regions=())

    def cut_out(self, picture: bytes, box: Box, margin: int = 0) -> bytes:
        return picture + f" {box.x},{box.y} {box.width}x{box.height}+{margin}".encode()


class Desk:
    """All services of one window, and short ways to bring a case somewhere."""

    def __init__(self, guides: InMemoryGuideSource | None = None) -> None:
        self.session = SESSION
        self.store = InMemoryStore()
        self.vault = self.store.vault
        self.clock, self.ids = ManualClock(), SequentialIds()
        self.guides, self.holidays = guides or InMemoryGuideSource(), WeekendCalendar()
        self.renderer, self.printer = RecordingRenderer(), RecordingPrinter()
        self.page_reader = PlainPageReader()
        self.read_state = StateReader(self.guides, self.clock, self.holidays, STATION.division_code)
        common = (self.store, self.read_state)
        self.open_case = OpenCase(*common, self.clock, self.ids)
        self.edit_case = EditCase(*common, self.guides, self.clock)
        self.confirm = ConfirmByApplicant(*common, self.clock, self.ids)
        self.paper_kinds: dict[str, frozenset[str]] = {}  # words of a material, and the kinds they ask for
        self.licences = HeldLicences()
        variants, kinds = name_variants(("䶮龑", "张張"), ("未末",)), PaperKinds(self.paper_kinds)
        compare = CaseComparer(variants, kinds, self.clock, code_meaning, self.licences)
        self.register = ScriptedLicenceRegister()
        self.ask_licence = AskELicence(*common, compare, self.register, self.clock)
        self.pictures = RecordingPictureComparer()
        self.compare = ComparePapers(self.store, self.vault, self.read_state, compare, self.pictures)
        self.verify = VerifyOriginal(*common, self.clock, compare)
        self.receive = ReceiveCase(*common, PlainEncoder(), self.holidays, self.clock, self.ids)
        self.capture = CapturePages(self.store, self.vault, ScriptedSource(), self.page_reader, self.clock, self.ids)
        self.text_reader = ScriptedTextReader()
        self.read_page = ReadPage(self.store, self.vault, self.text_reader)
        self.make_papers = MakePapers(
            self.store, self.vault, self.read_state, self.renderer, self.holidays, self.clock, self.ids
        )
        self.notice = GiveOneTimeNotice(*common, self.make_papers, self.clock)
        self.print_papers = PrintPapers(
            self.store, self.vault, self.printer, PlainPreview(), PlainReprintMarker(), self.clock, self.ids
        )
        self.list_cases = ListCases(self.store, self.guides, self.holidays, self.clock)

    def draft(self, **fields: str) -> str:
        """A draft with a whole applicant; `fields` (dots as double underscores) are typed over it."""
        case_id = self.open_case.start(self.session).case.id
        typed = {
            "applicant.name": NAME,
            "applicant.document_number": resident_number(),
            "applicant.phone": PHONE,
            **{name.replace("__", "."): value for name, value in fields.items()},
        }
        self.edit_case.set_fields(case_id, typed, "applicant.phone")
        return case_id

    def page(self, case_id: str, material_code: str, data: bytes) -> Page:
        """Capture and analyse one page."""
        page = self.capture.keep(self.session, case_id, material_code, ScannedFrame(data, "image/jpeg", "desk", 300, 0))
        return self.capture.analyse(case_id, page.id)[0]

    def paper(self, case_id: str, material_code: str) -> IntakeState:
        """Bring a material on paper: provided, one page, verified."""
        self.edit_case.provide(case_id, material_code, Provision.PAPER)
        self.page(case_id, material_code, f"{case_id} {material_code}".encode())
        return self.verify(self.session, case_id, material_code, VerificationVerdict.MATCHES)

    def ready(self, item: str = ITEM, division: str = FAR) -> str:
        """A draft with nothing missing."""
        case_id = self.draft(confirm__applicant="yes")
        state = self.edit_case.choose(case_id, item, division)
        if state.guide is not None and state.guide.questions:
            self.edit_case.answer(case_id, "agent", "no")
        for code in ("M1", "M2"):
            self.paper(case_id, code)
        return case_id

"""A small directory of guides: one ordinary item at two places, one that demands appearance in person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.agreement import Agreement, PostagePayer, Power
from app.domain.deadline import DayKind
from app.domain.errors import GuideError
from app.domain.guide import (
    Authority,
    GuideMaterial,
    GuideRef,
    ItemGuide,
    ItemSummary,
    MaterialForm,
    Necessity,
    OriginalHandling,
    PlaceSummary,
    Provenance,
    ProvenanceKind,
    ServiceDepth,
    ServiceMode,
    SituationOption,
    SituationQuestion,
)

INVENTED = Provenance(ProvenanceKind.INVENTED, "tests")
NEAR, FAR = "310000", "340000"
ITEM, IN_PERSON_ITEM = "T001", "T009"


def material(code: str, name: str, **changes: object) -> GuideMaterial:
    """A required original that is looked at and given back, changed as told."""
    plain = GuideMaterial(
        code=code,
        name=name,
        necessity=Necessity.REQUIRED,
        form=MaterialForm.ORIGINAL,
        handling=OriginalHandling.SHOWN,
        originals=1,
        copies=0,
        condition={},
        post_basis="",
        deferrable=False,
        deferral_working_days=0,
        commitment_allowed=False,
        e_licence_type="",
        review_points=(),
        note="",
        provenance=INVENTED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the changes are named as the fields are


def authority(division_code: str, place_name: str) -> Authority:
    return Authority(
        division_code=division_code,
        place_name=place_name,
        name=f"{place_name}样本登记局",
        window_name="通办窗口",
        address="样本路1号",
        postcode="000000",
        phone="000-00000001",
        recipient="样本收件人",
    )


AGENT_QUESTION = SituationQuestion(
    "agent", "是否由代理人办理", (SituationOption("yes", "是"), SituationOption("no", "否"))
)
FAR_MATERIALS = (
    material("M1", "登记申请书", handling=OriginalHandling.KEPT, post_basis="样本指南第3条：申请书原件须寄送"),
    material("M2", "身份证明", e_licence_type="居民身份证"),
    material(
        "M3",
        "授权委托书",
        necessity=Necessity.CONDITIONAL,
        condition={"agent": ("yes",)},
        deferrable=True,
        deferral_working_days=10,
    ),
    material("M4", "其他说明", necessity=Necessity.OPTIONAL, form=MaterialForm.COPY),
)


def guide(item: str = ITEM, division: str = FAR, version: int = 1, **changes: object) -> ItemGuide:
    """A collectable guide with a conditional, an optional and a kept-and-posted material."""
    plain = ItemGuide(
        ref=GuideRef(item, division, version),
        item_name="合伙企业设立登记（样本）",
        short_name="合伙企业设立",
        implementation_code="",
        authority=authority(division, {FAR: "安徽样本市", NEAR: "上海样本区"}[division]),
        mode=ServiceMode.COLLECT,
        depth=ServiceDepth.RECEIVE,
        service_object="both",
        agent_allowed=True,
        in_person_reason="",
        effective_from=date(2020, 1, 1),
        effective_until=None,
        basis=("样本依据",),
        conditions=(),
        steps=(),
        legal_days=20,
        promised_days=5,
        fee="不收费",
        result_name="营业执照",
        delivery_ways=("window", "post"),
        remedies="",
        questions=(AGENT_QUESTION,),
        materials=FAR_MATERIALS,
        frequently_asked=(),
        provenance=INVENTED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the changes are named as the fields are


IN_PERSON = guide(
    IN_PERSON_ITEM,
    item_name="婚姻登记（样本）",
    short_name="婚姻登记",
    in_person_reason="结婚登记须双方本人到场。",
    depth=ServiceDepth.ADVISE,
    agent_allowed=False,
)


class InMemoryGuideSource:
    """`GuideSource` over a few guides, and agreements by handling place."""

    def __init__(self, *guides: ItemGuide) -> None:
        near = guide(division=NEAR, materials=FAR_MATERIALS[:2], questions=(), agent_allowed=False)
        self.guides = list(guides) or [guide(), near, IN_PERSON]
        self.powers: dict[str, frozenset[Power]] = {}
        self.unusable: tuple[GuideError, ...] = ()

    def items(self, on: date) -> Sequence[ItemSummary]:
        found: dict[str, ItemSummary] = {}
        for one in self.guides:
            place = PlaceSummary(
                one.ref.division_code, one.authority.place_name, one.mode, one.depth, len(one.materials)
            )
            before = found.get(one.ref.item_code)
            places = (*(before.places if before else ()), place)
            found[one.ref.item_code] = ItemSummary(one.ref.item_code, one.item_name, one.short_name, places)
        return tuple(found.values())

    def current(self, item_code: str, division_code: str, on: date) -> ItemGuide:
        for one in self.guides:
            if (one.ref.item_code, one.ref.division_code) == (item_code, division_code):
                return one
        raise GuideError("place_missing", item=item_code, place=division_code)

    def version(self, ref: GuideRef) -> ItemGuide:
        for one in self.guides:
            if one.ref == ref:
                return one
        raise GuideError("version_missing", version=ref.version)

    def agreement(self, item_code: str, collecting_division: str, handling_division: str, on: date) -> Agreement | None:
        powers = self.powers.get(handling_division)
        if powers is None:
            return None
        return Agreement(
            id="A1",
            collecting_division=collecting_division,
            handling_division=handling_division,
            item_codes=(),
            powers=powers,
            recognitions=frozenset(),
            transfer_days=2,
            postage_payer=PostagePayer.HALL,
            contact_name="样本联系人",
            contact_phone="000-00000002",
            valid_from=date(2020, 1, 1),
            valid_until=None,
            provenance=INVENTED,
        )

    def problems(self) -> tuple[GuideError, ...]:
        return self.unusable


class WeekendCalendar:
    """`HolidayCalendar` that knows weekends only; years after 2026 are not certain."""

    def __init__(self) -> None:
        self.unusable: tuple[GuideError, ...] = ()

    def day(self, on: date) -> DayKind:
        return DayKind(on.weekday() < 5, on.year <= 2026)

    def problems(self) -> tuple[GuideError, ...]:
        return self.unusable

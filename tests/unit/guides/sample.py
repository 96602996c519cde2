"""A sound folder of guides to spoil: one item, two places, one agreement."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ITEM, HERE, THERE, HOME = "990101001001", "310101", "340104", "990100"

_INVENTED = {"kind": "invented", "note": "样本"}
_ITEM = {
    "format": 1,
    "item_code": ITEM,
    "item_name": "样本事项登记",
    "short_name": "样本事项",
    "item_type": "20",
    "service_object": "person",
    "ministry": "样本部",
    "provenance": _INVENTED,
}
_GUIDE: dict[str, Any] = {
    "format": 1,
    "item_code": ITEM,
    "division_code": HERE,
    "version": 1,
    "item_name": "样本事项登记",
    "short_name": "样本事项",
    "implementation_code": "1131010100000001XX4" + ITEM,
    "authority": {
        "place_name": "上海市黄浦区",
        "name": "样本机关",
        "window_name": "样本窗口",
        "address": "样本路1号",
        "postcode": "000001",
        "phone": "000-00000001",
        "recipient": "样本收件人",
    },
    "mode": "collect",
    "depth": "receive",
    "service_object": "person",
    "agent_allowed": True,
    "effective_from": "2025-01-01",
    "basis": ["样本法"],
    "conditions": ["样本条件"],
    "steps": ["收件", "寄送"],
    "legal_days": 20,
    "promised_days": 5,
    "fee": "不收费",
    "result_name": "样本证",
    "delivery_ways": ["邮寄送达"],
    "complaints": "12345",
    "remedies": "复议、诉讼",
    "rights_and_duties": ["如实提交材料"],
    "questions": [
        {
            "id": "acting",
            "label": "由谁来办理？",
            "options": [{"id": "self", "label": "本人"}, {"id": "agent", "label": "代理人"}],
        }
    ],
    "materials": [
        {
            "code": "id_card",
            "name": "居民身份证",
            "necessity": "required",
            "form": "original",
            "handling": "shown",
            "originals": 1,
            "copies": 1,
            "provenance": _INVENTED,
        },
        {
            "code": "power_of_attorney",
            "name": "授权委托书",
            "necessity": "conditional",
            "form": "original",
            "handling": "kept",
            "originals": 1,
            "copies": 0,
            "condition": {"acting": ["agent"]},
            "post_basis": "样本指南第三条",
            "deferrable": True,
            "deferral_working_days": 3,
            "provenance": _INVENTED,
        },
    ],
    "provenance": _INVENTED,
}
_AGREEMENT = {
    "format": 1,
    "id": "home-here",
    "version": 1,
    "collecting_division": HOME,
    "handling_division": HERE,
    "powers": ["receive", "verify_originals"],
    "transfer_days": 2,
    "postage_payer": "hall",
    "contact_name": "样本联络员",
    "contact_phone": "000-00000002",
    "valid_from": "2025-01-01",
    "provenance": _INVENTED,
}


def item_record(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(_ITEM), **changes}


def guide_record(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(_GUIDE), **changes}


def agreement_record(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(_AGREEMENT), **changes}


def guide_file(record: dict[str, Any]) -> str:
    return f"places/{record['division_code']}/sample.v{record['version']}.json"


def put(folder: Path, file: str, record: dict[str, Any]) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def put_guide(folder: Path, **changes: Any) -> Path:
    record = guide_record(**changes)
    return put(folder, guide_file(record), record)


def put_agreement(folder: Path, **changes: Any) -> Path:
    record = agreement_record(**changes)
    return put(folder, f"agreements/{record['id']}.v{record['version']}.json", record)


def sound_folder(path: Path) -> Path:
    """Item, guides of two places, an agreement; no manifest yet."""
    put(path, "items/sample.json", item_record())
    put_guide(path)
    put_guide(path, division_code=THERE, authority={**_GUIDE["authority"], "place_name": "安徽省合肥市蜀山区"})
    put_agreement(path)
    return path

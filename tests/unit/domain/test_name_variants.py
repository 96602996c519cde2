"""Two spellings of a name: never silently the same."""

from __future__ import annotations

import pytest

from app.domain.name_variants import NameRelation, NameVariants, name_variants
from resources.codes import name_variant_groups


@pytest.fixture(scope="module")
def shipped() -> NameVariants:
    return name_variants(name_variant_groups("variant"), name_variant_groups("look_alike"))


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("张䶮样本", "张䶮样本", NameRelation.SAME),
        ("张 䶮", "张䶮", NameRelation.SAME),
        ("张䶮", "张龑", NameRelation.VARIANT),
        ("张䶮", "张\ue863", NameRelation.VARIANT),  # the private-use code point of GB 18030-2005
        ("张伟", "張偉", NameRelation.VARIANT),
        ("阿依·古丽", "阿依•古丽", NameRelation.VARIANT),
        ("金\uf90a", "金金", NameRelation.VARIANT),  # a compatibility ideograph
        ("WANG Yang", "WangYang", NameRelation.VARIANT),
        ("王未", "王末", NameRelation.LOOK_ALIKE),
        ("李沐", "李沭", NameRelation.LOOK_ALIKE),
        ("張末", "张未", NameRelation.LOOK_ALIKE),
        ("张伟", "王伟", NameRelation.DIFFERENT),
        ("张伟", "张伟明", NameRelation.DIFFERENT),
        ("", "张伟", NameRelation.DIFFERENT),
    ],
)
def test_relations(shipped: NameVariants, one: str, other: str, relation: NameRelation) -> None:
    assert shipped.relation(one, other) is relation
    assert shipped.relation(other, one) is relation


@pytest.mark.parametrize("relation", ["variant", "look_alike"])
def test_no_character_stands_in_two_groups_of_a_table(relation: str) -> None:
    groups = name_variant_groups(relation)
    characters = [char for group in groups for char in group]
    assert len(characters) == len(set(characters))
    assert all(len(group) > 1 for group in groups)

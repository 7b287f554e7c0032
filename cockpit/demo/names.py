"""Names of a fictional city's units, Chinese first, English from their pinyin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from pypinyin import lazy_pinyin

_FIRST = "锦望新前东柳荷松桂兰竹梅云澜清碧翠金银玉紫丹晨景和安康福长永春秋星月虹霞鹭䶮燕枫桐棠菱芦泽沁恒嘉瑞文明正"
_SECOND = "园湖河进风荫塘岭苑溪桥里泉庭华阳港浦光辉兴盛乐居宁悦坊台井洲林田野畈坞埠"
_MORE = "大小上下南北西"

_ENDINGS = {
    "市": "",
    "区": "District",
    "街道": "Subdistrict",
    "镇": "Town",
    "社区": "Community",
    "村": "Village",
    "派出所": "Police Station",
}


def name_communities(rng: np.random.Generator) -> Iterator[str]:
    """Names of two characters, none twice, in an order drawn by lot; the first are those of the planted town.

    Where they run out, those of three follow, as a large city has its East and its Great ones.
    """
    made = [a + b for a in _FIRST for b in _SECOND if a != b]
    yield from (made[i] for i in rng.permutation(len(made)))
    yield from (more + name for more in _MORE for name in made)


@cache
def spell(name: str) -> str:
    """An English name: 柳浦街道 -> "Liupu Subdistrict"; digits stay."""
    ending = next((end for end in sorted(_ENDINGS, key=len, reverse=True) if name.endswith(end)), "")
    # 长 is read cháng in names of places, which the dictionary does not know of two-character names
    stem = "".join(lazy_pinyin(name.removesuffix(ending).replace("长", "常"))).capitalize()
    return f"{stem} {_ENDINGS.get(ending, '')}".strip()

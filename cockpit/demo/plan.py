"""What a fictional city is planned to be before it is drawn: districts of different type and their towns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cockpit.demo.sizes import Size

CITY = ("云澜市", "Yunlan")
CITY_CODE = "990100000000"  # no province has the number 99

OLD, NEW, INDUSTRY, RURAL = "old_town", "new_town", "industrial", "rural"

# From the middle outwards. The first town of the first district is where most facts are planted.
_DISTRICTS = "澜城 望湖 云港 青岚 临溪 河阳 海棠 南屏 北岭 松泉 东禾 西塘 明川 石澜 清源 平陵"
# Towns of the first district of each type: planted facts know them by name, whatever the size of the city.
_PLANTED = {OLD: "柳浦 钟楼 花桥 文庙", NEW: "湖滨 学府 锦绣", INDUSTRY: "云港 盐仓 长桥", RURAL: "沙湾 枫林 竹溪"}
_STEMS = (
    "松岭 青浦 西园 石井 双塔 北桥 白沙 河坊 南屏 海棠 新塘 望江 江湾 桃源 银杏 凤栖 渔浦 湖滩 马渡 安福 "
    "东禾 临湖 荷塘 大营 清河 平安 梅溪 古城 龙泉 义和"
)
_FIRST = "云青白红金银石沙松竹梅兰荷桂柳杨枫桐莲菊"
_SECOND = "洲渡塘坪岗湾溪泉桥亭坊浦塔岭港川原圩堰陂"


@dataclass(frozen=True)
class District:
    """A district to be: its name, type, the place of its middle (in parts of the city's half height) and its towns."""

    name: str
    type: str
    x: float
    y: float
    towns: tuple[tuple[str, str], ...]  # name, type


def plan_city(rng: np.random.Generator, size: Size) -> tuple[District, ...]:
    """The districts of a city of `size`: the old town in the middle, the country outside, a turn of `rng` each."""
    count = size.districts
    turn = rng.uniform(0, 2 * np.pi)
    names, planted = _DISTRICTS.split(" "), {kind: stems.split(" ") for kind, stems in _PLANTED.items()}
    spare = _spare_stems({stem for stems in planted.values() for stem in stems})
    districts = []
    for i in range(count):
        far = 0.82 * np.sqrt(i / count)
        angle = turn + i * np.radians(137.5)
        kind = _type(i, count)
        some = planted.pop(kind, [])
        wanted = size.towns // count + (1 if i < size.towns % count else 0)
        some = (some + [next(spare) for _ in range(wanted - len(some))])[:wanted]
        towns = tuple((_town_name(stem, kind, j), kind) for j, stem in enumerate(some))
        districts.append(District(f"{names[i]}区", kind, far * np.cos(angle), far * np.sin(angle), towns))
    return tuple(districts)


def _type(i: int, count: int) -> str:
    """Types from the middle outwards: a quarter each, one old town at least."""
    return (OLD, NEW, INDUSTRY, RURAL)[i * 4 // count]


def _town_name(stem: str, kind: str, place: int) -> str:
    """街道 in towns, 镇 in the country; an industrial suburb has both."""
    town = kind == RURAL or (kind == INDUSTRY and place > 0)
    return stem + ("镇" if town else "街道")


def _spare_stems(taken: set[str]) -> Iterator[str]:
    made = [a + b for b in _SECOND for a in _FIRST]
    return iter([stem for stem in dict.fromkeys([*_STEMS.split(" "), *made]) if stem not in taken])

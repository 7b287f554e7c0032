"""Personal columns: seen by their name or by what stands in them. Mapped they refuse the edition, else stay unread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

# One of these in a column's name is enough. Streets, grids and units have names too: 名称 alone is not among them.
_CHINESE = (
    "姓名",
    "名字",
    "身份证",
    "公民身份",
    "证件",
    "人名",
    "护照",
    "电话",
    "手机",
    "联系方式",
    "联系人",
    "户主",
    "住址",
    "家庭地址",
    "居住地址",
    "户籍地址",
    "联系地址",
    "通讯地址",
)
_ENGLISH = frozenset(
    {
        *("phone", "telephone", "tel", "mobile", "cellphone", "phoneno", "mobileno", "email"),
        *("surname", "forename", "firstname", "lastname", "fullname", "username", "realname", "householder"),
        *("passport", "idcard", "idno", "identitycard", "ssn"),
    }
)
_PAIRS = frozenset(
    {
        *((kind, "name") for kind in ("first", "last", "full", "given", "family", "middle", "maiden", "real")),
        *((who, "name") for who in ("person", "personal", "owner", "resident", "tenant", "citizen", "contact")),
        *((who, "name") for who in ("holder", "reporter", "caller", "inspector", "verifier", "rater")),
        *((kind, word) for kind in ("id", "identity", "identification") for word in ("card", "no")),
        *((kind, "number") for kind in ("identity", "identification")),
        *((kind, "id") for kind in ("national", "citizen")),
        *((kind, "address") for kind in ("home", "residential", "mailing", "personal")),
    }
)
# A pseudonym is asked for in these columns; a bare "name" beside them is the person's own.
PSEUDONYMS = frozenset({"inspector", "holder", "reporter", "verifier", "rater"})
_BARE = frozenset({"name", "names", "名称"})

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SOFT = r"[\s\-‐–—()（）]"  # what people put between the digits of a number
_MOBILE = r"^(?:(?:\+|00)?86)?1[3-9][0-9]{9}(?:\.0)?$"
_IDENTITY = r"^[1-9][0-9]{16}[0-9Xx]$"
_CANDIDATE = f"{_MOBILE}|{_IDENTITY}"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECK = "10X98765432"


def is_personal_name(name: str) -> bool:
    """Whether a column called `name` holds, by its name, what identifies a person."""
    if any(word in name for word in _CHINESE):
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(_ENGLISH & {*words, "".join(words)}) or any(pair in _PAIRS for pair in pairwise(words))


def is_bare_name(name: str) -> bool:
    """Whether a column is called just "name": harmless for a unit, not for a person."""
    return name.strip().lower() in _BARE


def is_identity_number(text: str) -> bool:
    """Whether `text` is an identity number: 18 characters, a plausible birth date, the right check digit."""
    if not re.fullmatch(_IDENTITY, text):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return born.year >= 1880 and born.year <= 2100 and text[17].upper() == _CHECK[total % 11]


def is_mobile_number(text: str) -> bool:
    """Whether `text` is an 11-digit mobile number, with or without the country's 86."""
    return re.fullmatch(_MOBILE, text) is not None


@dataclass
class Watch:
    """Counts, column by column, the values that look like personal numbers while a file streams by.

    Everything is looked at in the first `exact` rows, then one batch in eight: what fills half of a column shows.
    """

    columns: int
    exact: int = 1_000_000
    rows: int = 0
    batches: int = 0
    filled: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.filled, self.found = [0] * self.columns, [0] * self.columns

    def look(self, texts: Iterable[pa.Array]) -> None:
        """Count one batch; `texts` are its columns as text."""
        self.batches += 1
        if self.rows >= self.exact and self.batches % 8:
            return
        for i, column in enumerate(texts):
            length = pc.binary_length(column)
            self.filled[i] += pc.sum(pc.greater(length, 0)).as_py() or 0
            # 11 is the shortest, 24 leaves room for separators; most columns are done with here
            likely = column.filter(pc.and_(pc.greater_equal(length, 11), pc.less_equal(length, 26)))
            if len(likely):
                self.found[i] += _count(likely)
            if i == 0:
                self.rows += len(column)

    def suspects(self) -> list[int]:
        """Positions of the columns of which at least half of the non-empty values look personal."""
        return [i for i in range(self.columns) if self.found[i] and 2 * self.found[i] >= self.filled[i]]


def _count(likely: pa.Array) -> int:
    """How many of some texts are identity or mobile numbers."""
    digits = pc.replace_substring_regex(likely, _SOFT, "")
    numbers = digits.filter(pc.match_substring_regex(digits, _CANDIDATE))
    return sum(is_mobile_number(text) or is_identity_number(text) for text in numbers.to_pylist())

"""Reads a title as the words that can be held against another title's, each with its kind.

"SRM Cerave Foaming Cleanser 473ml"  ->  kind sua rua mat; brand cerave; foreign foaming; 473 ml
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from matching.cleaning import QUANTITY_FORM
from matching.facets import generic_words, table_lines, vocabulary
from matching.tokens import is_code
from matching.words import UNITS

NAME, NATIVE, NUMBER, CODE, NAMED, IDLE = "name", "native", "number", "code", "named", "idle"
"""Kinds of words: foreign (a brand's own, as Foaming), Vietnamese, figures, model numbers, what a
table of words knows (kind, brand, facet), and what says nothing."""
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:oai|oay|uay|uoi|uou|uye|uya|uyu|yeu|ieu|oeo|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue"
    r"|ui|uo|uu|uy|ye|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_JOINT = re.compile(r"[a-z0-9]+(?:[-._'][a-z0-9]+)*")
_NO_SIGN = re.compile(r"[^a-z0-9]")
_PLUS = re.compile(r"(?<=[a-z0-9])\+(?![\w+])")
_VERSION = re.compile(
    r"(?<![a-z0-9])(?:so|gen|the he|phien ban|ver|version|no|mau so|tone|tong|mau)\.? ?#?(?=\d{1,3}(?![a-z0-9.,]))|#(?=\w)"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)(?: gen)?(?![a-z0-9])")
_RELEASE = re.compile(r"(?<=[a-z0-9]{5})/\d\d(?![\d/])")
_MEMORY = re.compile(
    r"([23468](?<![\w/]\d)|(?:12|16|24)(?<![\w/]\d\d)) ?(?:gb)? ?[/+] ?(16|32|64|128|256|512)(?: ?gb)?(?![\w/])"
)
_HEAD = re.compile(
    r"^(?:[^a-z0-9]|(?:combo|bo|set|cap|\d+)(?: |$))*(op|op lung|op bao ve|bao da|bao vai|bao|vo bao|vo boc|vo hop|vo chai|vo case"
    r"|vo(?= iphone| dien thoai| airpods| day)|case|cuong luc|kinh|kinh cuong luc|kinh thay the|mieng dan|dan|day|day deo|hop dung"
    r"|hop trung|hop mica|hop qua|hop chia|tui|tui dung|gia do|de|de sac|chan de|moc khoa|loi|loi loc|ruot|nap|nap chai|vung|khay"
    r"|remote|dieu khien|linh kien|phu kien|man hinh|ban phim|pin(?= thay| zin| cho| laptop| dien thoai)|dem|dem tai|dem mut|mut"
    r"|bong mut|bong phan|num|num ty|feet|keycap|bo keycap|box|sticker|tem|long|long noi|canh|canh quat|coi|coi xay|gioang|mui khoan"
    r"|bo loc|choi|gie|tui rac|ly|giay lot|giay nen|den led|quan ao|but s pen|lop boc|lot|chup|pat|khung|ron|oc|mo hinh|binh lac"
    r"|nguon|adapter nguon|mang loc|tai lieu|sach)(?![a-z0-9])"
)
_FORMS = re.compile(
    r"(?<![a-z0-9])(?:tester|sample|mini ?size|minisize|refill|loi (?:thay|refill)|chiet \d|chai chiet|dung thu|mau thu|like new"
    r"|hang cu|may cu|da qua su dung|second ?hand|9\d ?%|xac|vo hop|hop rong|khong hop(?= |$)|tach le|travel size|thanh ly"
    r"|tra bao hanh|trung bay|y nhu that)(?![a-z0-9])"
)
_COPIES = re.compile(
    r"(?<![a-z0-9])(?:rep|replica|fake|sf|super ?fake|like ?auth|1:1|nhai|hang ko|dupe|ho van|1562\w*|kieu(?: dang)?|giong"
    r"|tuong thich|phong cach|khong thuong hieu|mo hinh \w+ \w+ \w+ \w+ trung bay)(?![a-z0-9])"
)
_SETS = re.compile(
    r"(?<![a-z0-9])(?:combo|cap doi|bo doi|set|cap(?= dau goi| \d)|bo(?= dau goi| san pham| my pham| qua| \d))(?![a-z0-9])"
)
_CONTAINERS = re.compile(
    r"(?<![a-z0-9])(?:combo|thung|loc|set|cap|bo|block|x) ?(\d{1,3})(?![a-z0-9.,])|(\d{1,3}) ?(?:thung|loc|ram|x)(?![a-z0-9])"
)
_COUNTS = re.compile(
    r"(?<![a-z0-9.,/-])(\d{1,3}(?:\.\d{3})?) ?(?:vien|v|goi|hop|chai|lo|tuyp|cai|chiec|lon|loc|tui|bich|mieng|to|cuon|vi|ong|hu|mon|cay|binh|pcs|tablets|capsules|softgels|ngay|la|trang|tam|manh|quyen|thanh|ly|ram|kg|ta)(?![a-z])"
)
_IN_CODE = re.compile(r"(?<![a-z0-9])[a-z]+-$")
_SURE_UNITS = frozenset({"gb", "tb", "mah", "ml", "kg", "mg"})
_COUNTED = frozenset({"count", "layers", "colours", "blades", "ports"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one title, in their order, ready to be found in another's."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    """Kind of each word."""
    concepts: tuple[frozenset[str], ...]
    """What the tables know of each word: `scent oai huong`."""
    held: frozenset[str]
    """All words, their parts, and all concepts."""
    closed: str
    """The words without spaces."""
    amounts: dict[str, frozenset[float]]
    """Volume, mass, power and the like in base units; pieces are not among them."""
    counts: frozenset[float]
    """Numbers of pieces and their product."""
    packed: float
    """Pieces of a combo, crate or block; 1 where it is none."""
    head: str
    """The accessory that the title begins with; empty where it begins with none."""
    is_copy: bool
    is_form: bool
    is_set: bool


@lru_cache(maxsize=500)
def read(cleaned: str) -> Reading:
    """Read what `tokens.clean` made of a title."""
    text = _ORDINAL.sub(" ", _RELEASE.sub(" ", _PLUS.sub(" plus", cleaned)))
    text = _MEMORY.sub(r"\1gb \2gb", _VERSION.sub(" ", text))
    counts, packed = _pieces(text)
    amounts = _amounts(text)
    bare = QUANTITY_FORM.sub(_unless_of_code, text)
    words = [_NO_SIGN.sub("", joint) for joint in _JOINT.findall(_spelt_out(bare))]
    words = [word for word in words if word]
    concepts = _concepts(words)
    kinds = tuple(_kind(word, known) for word, known in zip(words, concepts, strict=True))
    head = _HEAD.match(cleaned)
    return Reading(
        words=tuple(words),
        kinds=kinds,
        concepts=tuple(concepts),
        held=frozenset(words)
        | {p for w in words for p in _parts(w)}
        | frozenset().union(*concepts),
        closed="".join(words),
        amounts=amounts,
        counts=counts,
        packed=packed,
        head=head[1] if head else "",
        is_copy=_COPIES.search(cleaned) is not None,
        is_form=_FORMS.search(cleaned) is not None,
        is_set=_SETS.search(cleaned) is not None,
    )


def _unless_of_code(found: re.Match[str]) -> str:
    """Nothing for a quantity, and itself for the middle of a model number: AE-1200WH-1AV."""
    is_of_code = _IN_CODE.search(found.string, 0, found.start()) is not None
    return found.group() if is_of_code and found[2] not in _SURE_UNITS else " "


def _kind(word: str, known: frozenset[str]) -> str:
    if known:
        return NAMED
    if word.isdigit():
        return NUMBER if len(word) < 4 else CODE
    if any(map(str.isdigit, word)):
        return CODE if is_code(word) else NUMBER
    if word in generic_words() or len(word) < 2:
        return IDLE
    return NATIVE if _SYLLABLE.fullmatch(word) else NAME


def _parts(word: str) -> Iterator[str]:
    yield from re.findall(r"[a-z]+|\d+", word)


def _amounts(text: str) -> dict[str, frozenset[float]]:
    found: dict[str, set[float]] = {}
    for number, unit, _ in QUANTITY_FORM.findall(text):
        dimension, factor = UNITS[unit] if unit else ("inches", 1.0)
        if dimension not in _COUNTED:
            found.setdefault(dimension, set()).add(round(_value(number) * factor, 3))
    return {dimension: frozenset(values) for dimension, values in found.items()}


def _value(number: str) -> float:
    whole, _, rest = number.replace(",", ".").partition(".")
    return float(whole + rest) if len(rest) == 3 and whole != "0" else float(f"{whole}.{rest or 0}")


def _pieces(text: str) -> tuple[frozenset[float], float]:
    containers = [float(a or b) for a, b in _CONTAINERS.findall(text)]
    known = list(
        dict.fromkeys([*containers, *(float(n.replace(".", "")) for n in _COUNTS.findall(text))])
    )
    known = [number for number in known if number > 1]
    numbers = set(known)
    product = 1.0
    for number in known[:3]:
        product *= number
        numbers.add(product)
    for one in known:
        numbers.update(one * other for other in known if other != one)
    numbers.discard(1.0)
    return frozenset(numbers), max([1.0, *containers])


def _spelt_out(text: str) -> str:
    words = text.split()
    table = _synonyms()
    out: list[str] = []
    place = 0
    while place < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[place : place + length]).strip("()[],.;:!")
            if phrase in table:
                out.append(table[phrase])
                place += length
                break
        else:
            out.append(words[place])
            place += 1
    return " ".join(out)


@cache
def _synonyms() -> dict[str, str]:
    rows = (line.partition("=") for line in table_lines("synonyms.txt"))
    return {one.strip(): other.strip() for one, _, other in rows}


def _concepts(words: list[str]) -> list[frozenset[str]]:
    found: list[set[str]] = [set() for _ in words]
    for place, word in enumerate(words):
        for rest, role, value, name in vocabulary().get(word, ()):
            end = place + 1 + len(rest)
            if tuple(words[place + 1 : end]) == rest:
                for n in range(place, min(end, len(words))):
                    found[n].add(f"{role} {name} {value}")
    return [frozenset(known) for known in found]

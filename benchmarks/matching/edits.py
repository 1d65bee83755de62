"""Rewrites product titles as sellers do: the listings of the registry benchmark.

No model was fitted on what this makes. Each title gets one to four edits, drawn at random.
"""

import random
import unicodedata
from collections.abc import Callable

Edit = Callable[[str, random.Random], str]
_FILLER = (
    "hàng chính hãng", "CHÍNH HÃNG 100%", "freeship", "[GIÁ SỐC]", "🔥SALE🔥", "hot trend 2026",
    "giá rẻ nhất", "bảo hành 12 tháng", "tặng kèm quà", "date mới", "xả kho", "hỗ trợ đổi trả",
    "(có sẵn)", "fullbox", "✅", "⚡ giao nhanh", "shop uy tín", "nhập khẩu", "best seller",
)  # fmt: skip
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbn", "wertyuiopasdfghjklzxcvbnm", strict=True))
_LEET = str.maketrans({"a": "4", "o": "0", "i": "1", "e": "3", "s": "5"})


def edited(title: str, rng: random.Random) -> str:
    """The title after a few edits, in an order that does not matter to the reader."""
    for edit in rng.choices(_EDITS, weights=_WEIGHTS, k=rng.choice((1, 1, 2, 2, 3, 4))):
        title = edit(title, rng)
    return title


def _without_marks(title: str, _: random.Random) -> str:
    apart = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _with_filler(title: str, rng: random.Random) -> str:
    words = rng.choice(_FILLER)
    return f"{words} {title}" if rng.random() < 0.5 else f"{title} {words}"


def _shortened(title: str, rng: random.Random) -> str:
    words = title.split()
    return " ".join(words[: max(4, round(len(words) * rng.uniform(0.6, 0.9)))])


def _word_lost(title: str, rng: random.Random) -> str:
    words = title.split()
    plain = [n for n, word in enumerate(words) if word.isalpha()]
    if len(words) < 5 or not plain:
        return title
    del words[rng.choice(plain)]
    return " ".join(words)


def _moved(title: str, rng: random.Random) -> str:
    words = title.split()
    at = rng.randrange(1, max(2, len(words)))
    return " ".join(words[at:] + words[:at])


def _mistyped(title: str, rng: random.Random) -> str:
    places = [n for n, c in enumerate(title[:-1]) if c.isalpha() and title[n + 1].isalpha()]
    for place in sorted(rng.sample(places, min(len(places), rng.choice((1, 2, 3)))), reverse=True):
        title = _slip(title, place, rng)
    return title


def _slip(title: str, place: int, rng: random.Random) -> str:
    head, letter, tail = title[:place], title[place], title[place + 1 :]
    kind = rng.randrange(4)
    if kind == 0:
        return head + tail
    if kind == 1:
        return head + letter + letter + tail
    if kind == 2:
        return head + tail[0] + letter + tail[1:]
    return head + _NEIGHBOURS.get(letter.lower(), "x") + tail


def _written_together(title: str, rng: random.Random) -> str:
    words = title.split()
    if len(words) < 3:
        return title
    at = rng.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def _in_leet(title: str, rng: random.Random) -> str:
    words = title.split()
    long = [n for n, word in enumerate(words) if word.isalpha() and len(word) > 3]
    if long:
        at = rng.choice(long)
        words[at] = words[at].translate(_LEET)
    return " ".join(words)


def _pulled_apart(title: str, rng: random.Random) -> str:
    words = title.split()
    long = [n for n, word in enumerate(words) if word.isalpha() and len(word) > 3]
    if long:
        at = rng.choice(long)
        words[at] = rng.choice((".", "-", "_")).join(words[at])
    return " ".join(words)


def _units_moved(title: str, _: random.Random) -> str:
    for unit in ("ml", "g", "kg", "GB", "W", "cm", "mm", "L"):
        title = title.replace(f" {unit} ", f"{unit} ").replace(f"0{unit} ", f"0 {unit} ")
    return title


def _shouted(title: str, _: random.Random) -> str:
    return title.upper()


_EDITS: tuple[Edit, ...] = (
    _without_marks, _with_filler, _shortened, _word_lost, _moved, _mistyped, _written_together,
    _in_leet, _pulled_apart, _units_moved, _shouted,
)  # fmt: skip
_WEIGHTS = (3, 4, 2, 3, 1, 3, 1, 1, 1, 1, 2)

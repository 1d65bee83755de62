"""Text as it is searched: lower case, without diacritics, in words."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_WORD = 40
"""Signs of a word that count; longer ones are no words of a language."""
MOST_WORDS = 1500
"""Different words that are kept of one listing or shop."""
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Text for searching: lower case, without diacritics (đ is d)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_of(*texts: str | None) -> list[str]:
    """The different words of some texts, folded, in the order in which they first stand there."""
    found = (
        word[0][:LONGEST_WORD] for text in texts if text for word in _WORD.finditer(fold(text))
    )
    return list(dict.fromkeys(found))


def joined(known: str, fresh: Iterable[str]) -> str:
    """Words that were kept before, and those that are new, as they are stored."""
    return " ".join(list(dict.fromkeys([*known.split(), *fresh]))[:MOST_WORDS])

"""What a shop's pages show by which it may be tied to others, besides its phones and accounts: texts, addresses."""

import re
from collections.abc import Iterator
from hashlib import sha256

from matching.normalise import fold_text

SHORTEST_TEXT = 160
"""Letters from which an equal text is no chance."""
_ADDRESS = re.compile(
    r"\b(?:dia chi|d/c|dc|kho hang|showroom|cua hang tai|shop o)\s*[:\-]?\s*([^\n;|]{12,110})"
)
_NUMBERED = re.compile(r"\d")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_CONTACTS = re.compile(r"https?://\S+|\+?\d[\d .\-]{7,}\d|\S+@\S+")


def text_sign(title: str, description: str | None) -> str | None:
    """A digest of a description's words without its title and contacts; None where it is short.

    One seller's accounts carry the same text under other names and numbers.
    """
    body = fold_text(description or "").replace(fold_text(title), " ")
    words = _NOT_WORDS.sub(" ", _CONTACTS.sub(" ", body)).strip()
    return sha256(words.encode()).hexdigest()[:16] if len(words) >= SHORTEST_TEXT else None


def addresses(text: str | None) -> Iterator[str]:
    """Postal addresses with a house number, folded, as sellers state them."""
    for found in _ADDRESS.finditer(fold_text(text or "")):
        place = _NOT_WORDS.sub(" ", found[1].split(". ")[0]).strip()
        if _NUMBERED.search(place) and len(place) >= 12:
            yield place

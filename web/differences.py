"""What changed between two statements of the same thing, word by word."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000
"""Longer texts are compared up to here; said on the page by `cut`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: str
    """`same`, `gone` or `new`."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field before and after."""

    field: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    cut: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is not the same any more."""
        return self.before != self.after


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Every field of both, those that changed first."""
    found = [_compare(field, before[field], after.get(field, "")) for field in before]
    return sorted(found, key=lambda each: not each.changed)


def _compare(field: str, before: str, after: str) -> Difference:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    cut = max(len(old), len(new)) > MOST_WORDS
    return Difference(
        field=field,
        before=before,
        after=after,
        pieces=tuple(_pieces(old[:MOST_WORDS], new[:MOST_WORDS])),
        cut=cut,
    )


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(kind="same", text="".join(old[a:b]))
            continue
        if b > a:
            yield Piece(kind="gone", text="".join(old[a:b]))
        if d > c:
            yield Piece(kind="new", text="".join(new[c:d]))

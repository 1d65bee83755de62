"""Compares words of two names that are not the same letter by letter."""

from rapidfuzz.distance import JaroWinkler, Levenshtein

_LIKE = 0.88
_SHORTEST = 4
"""Letters of a code or an abbreviated word below which likeness is chance."""

MarkedWords = tuple[frozenset[str], frozenset[str]]
"""The words of a title with their marks, and without."""


def residue(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """The words that one side has and the other has not."""
    if left == right:
        return [], []
    lefts, rights = set(left), set(right)
    return [word for word in left if word not in rights], [w for w in right if w not in lefts]


def unlike(left: list[str], right: list[str]) -> tuple[int, int]:
    """How many words of each side are like none of the other's: no slip, no shortening of it."""
    if not left or not right:
        return len(left), len(right)
    closed_left, closed_right = "".join(left), "".join(right)
    return (
        sum(not _is_like_any(word, right, closed_right) for word in left),
        sum(not _is_like_any(word, left, closed_left) for word in right),
    )


def nearest(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Likeness of the two nearest codes, 0 to 1; NaN where a side has none."""
    if not left or not right:
        return float("nan")
    if not set(left).isdisjoint(right):
        return 1.0
    return max(Levenshtein.normalized_similarity(a, b) for a in left for b in right)


def inside(codes: tuple[str, ...], text: str) -> float:
    """The most that a code has in a text: 1 all of it, less without its last letters, 0 nothing."""
    if not codes:
        return float("nan")
    return max(_share_inside(code, text) for code in codes)


def marks_apart(left: MarkedWords | None, right: MarkedWords | None) -> float:
    """Number of words that are one only without their marks; NaN where a title has none."""
    if left is None or right is None:
        return float("nan")
    (left_marked, left_folded), (right_marked, right_folded) = left, right
    return max(0, len(left_folded & right_folded) - len(left_marked & right_marked))


def _share_inside(code: str, text: str) -> float:
    for cut in range(4):
        if len(code) - cut < _SHORTEST:
            break
        if code[: len(code) - cut] in text:
            return 1 - 0.2 * cut
    return 0.0


def _is_like_any(word: str, others: list[str], closed: str) -> bool:
    if word.isdigit():
        return False
    if len(word) >= _SHORTEST and word in closed:
        return True
    initial = word[0]
    for other in others:  # noqa: SIM110  (ten million times a run; a generator costs as much again)
        if other[0] == initial and _is_like(word, other):
            return True
    return False


def _is_like(word: str, other: str) -> bool:
    if other.isdigit():
        return False
    if JaroWinkler.similarity(word, other) >= _LIKE:
        # "a54" and "a55" are two models.
        return word.isalpha() and other.isalpha()
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)

"""Tables of letters: look-alikes, emoji letters and digits, and Vietnamese without its marks."""

import unicodedata

LOOK_ALIKES = {
    # Cyrillic
    **dict(zip("авеёзікмнорсстухјѕһԁԛԝ", "abee3ikmhopcctyxjshdqw", strict=True)),
    # Greek
    **dict(zip("αβεικνορτυχγηω", "abeiknoptuxynw", strict=True)),
    # Latin letters that sellers take for ordinary ones
    **dict(zip("ɑɡɩɪʟɴʀʏᴀʙᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢøłħŧɓɗƙƴ", "agiilnryabcdejkmoptuvwzolhtbdky", strict=True)),
}
"""Letters of other scripts that look like a Latin one, lower case."""

EMOJI_LETTERS = {
    **{chr(0x1F1E6 + n): chr(97 + n) for n in range(26)},
    **{chr(0x1F130 + n): chr(97 + n) for n in range(26)},
    **{chr(0x1F150 + n): chr(97 + n) for n in range(26)},
    **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},
    **{chr(0x2776 + n): str(n + 1) for n in range(9)},
    **{chr(0x278A + n): str(n + 1) for n in range(9)},
    "🔟": "10",
    "⓿": "0",
    "🅾": "o",
}
"""Squared, circled and regional letters, and dingbat digits, that NFKC leaves alone."""

SIGNS = {
    "×": "x",
    "✕": "x",
    "✖": "x",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "⁄": "/",
    "\u00a0": " ",
}
"""Typographic signs and the plain ones they stand for."""

REPLACED = LOOK_ALIKES | EMOJI_LETTERS | SIGNS

INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u20e3\u20dd\u20de\u20e0"
)
"""Characters without a shape, and enclosing marks, next to those of category Cf."""


def is_invisible(character: str) -> bool:
    """Whether a reader sees nothing of the character: zero-width, formatting, variation selector."""
    return (
        character in INVISIBLE
        or unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def fold_letter(character: str) -> str:
    """The letter without its marks, one character for one: `ầ` is `a`, `đ` is `d`."""
    if character < "\x80":
        return character
    if character == "đ":
        return "d"
    return unicodedata.normalize("NFD", character)[0]


def _folding() -> dict[int, str]:
    letters = (chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {ord(letter): fold_letter(letter) for letter in letters}


FOLDING = _folding()
"""Translation table of every Latin letter with marks."""

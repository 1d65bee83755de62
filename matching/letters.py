"""Tables of letters: look-alikes, emoji letters and digits, and Vietnamese without its marks."""

import unicodedata

_TWINS = {
    "a": "ɑΑαАаᎪᗅᴀꓮ",
    "b": "ƀƄʙΒᏏᏴᑲᖯᗷꓐꞴВьЬɓвβ",
    "c": "сᏟᴄⲤⲥꓚꮯСς",
    "d": "ԁᎠᏧᑯᗞᗪᴅꓒꓓɗ",
    "e": "ΕεЕеєҽᎬᴇⴹꓰꬲзЗэё",
    "f": "ϜքᖴẝꓝꞘꞙꬵ",
    "g": "ɡɢԌցᏀᏳᶃꓖ",
    "h": "ʜΗһհᎻᏂᕼⲎꓧНħн",
    "i": "ıɪᎥꙇꭵіІΙιӏӀɩƖ",
    "j": "ͿϳЈјᎫᒍᴊꓙꞲ",
    "k": "ΚКқᏦᛕᴋⲔꓗƙкκ",
    "l": "łǀʟᏞᒪᛁⲒⳐⵏꓡꓲł",
    "m": "ʍΜϺМмᎷᗰᛖᴍⲘꓟ",
    "n": "ɴΝոռⲚꓠпη",
    "o": "ΟοσОоөՕօዐᴏᴑⲞⲟⵔꓳꬽø",
    "p": "ΡρрᏢᑭᴘⲢⲣꓑР",
    "q": "ԛգզⵕ",
    "r": "ƦʀᎡᏒᖇᴦⲅꓣꭇꭈꮁгя",
    "s": "ЅѕՏᏕᏚꓢꜱꮪƽƨ",
    "t": "ΤτТтᎢᴛⲦꓔŧ",
    "u": "ʋμцՍսሀᑌᴜꓴꞟꭎꭒυ",
    "v": "ѴѵᏙᐯᴠⴸꓦꛟꮩν",
    "w": "ɯωшщѡԜԝաᎳᏔᴡꓪꮃ",
    "x": "ΧχхᕁᕽᚷⲬⵝꓫꞳХ",
    "y": "ɣʏΥγуҮүᎩᎽᶌỿⲨꓬꭚУƴұ",
    "z": "ʐΖᏃᴢꓜꮓ",
}
LOOK_ALIKES = {twin: letter for letter, twins in _TWINS.items() for twin in twins}
"""Letters of other scripts, upper and lower case, that look like a Latin one (after UTS #39, 2024)."""

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

VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
"""Combining marks of the language's letters; any other is decoration."""

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
    codes = (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
    table: dict[int, str] = {}
    for letter in map(chr, codes):
        base = unicodedata.normalize("NFD", letter)[0]
        if letter not in LOOK_ALIKES and (base != letter or letter in "đĐ"):
            table[ord(letter)] = LOOK_ALIKES.get(base, fold_letter(letter.lower())[0])
    return table


FOLDING = _folding()
"""Translation table of letters with marks, of either case, to the plain lower-case letter."""

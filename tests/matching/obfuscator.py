"""Disguises words as sellers do, written apart from the code that sees through them."""

import random
import unicodedata

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
TWINS = {
    "a": "аɑ", "b": "ЬƄ", "c": "сϲ", "d": "ԁ", "e": "еҽ", "g": "ɡ", "h": "һ", "i": "іı", "k": "кκ",
    "m": "м", "n": "ո", "o": "оο", "p": "рρ", "s": "ѕ", "t": "тτ", "u": "υս", "v": "ѵν", "x": "хχ", "y": "уγ",
}  # fmt: skip
LEET = {
    "a": "4@",
    "o": "0",
    "i": "1!",
    "e": "3",
    "s": "5$",
    "g": "9",
    "t": "7+",
    "b": "8",
    "l": "1",
}
SEPARATORS = ".-_*·•~|/,'+^:="
TEEN = (("ph", "f"), ("qu", "w"), ("gi", "j"), ("ng", "g"), ("nh", "h"), ("kh", "k"), ("ch", "ck"), ("c", "k"), ("v", "z"), ("i", "j"), ("d", "z"))  # fmt: skip
KEYCAPS = {str(d): f"{d}\ufe0f\u20e3" for d in range(10)}
TELEX_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TELEX_MARKS = {"\u0302": None, "\u0306": "w", "\u031b": "w"}


def plain(text):
    """Without marks."""
    apart = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in apart if not unicodedata.combining(c))


def zero_width(text, rng):
    return "".join(c + (rng.choice(INVISIBLE) if rng.random() < 0.5 else "") for c in text)


def twins(text, rng):
    return "".join(rng.choice(TWINS[c]) if c in TWINS and rng.random() < 0.7 else c for c in text)


def twins_under_marks(text, rng):
    """Letters of other scripts that keep the marks of the Vietnamese letter."""
    apart = unicodedata.normalize("NFD", text)
    changed = "".join(rng.choice(TWINS[c]) if c in "aeiouy" else c for c in apart)
    return unicodedata.normalize("NFC", changed)


def leet(text, rng):
    bare = plain(text)
    return "".join(rng.choice(LEET[c]) if c in LEET and rng.random() < 0.6 else c for c in bare)


def leet_among_marks(text, rng):
    return "".join(rng.choice(LEET[c]) if c in LEET else c for c in text)


def separated(text, rng):
    sign = rng.choice(SEPARATORS)
    return " ".join(sign.join(word) for word in text.split())


def separated_throughout(text, rng):
    return rng.choice(SEPARATORS).join(text.replace(" ", ""))


def one_separator_a_word(text, rng):
    sign = rng.choice(SEPARATORS)
    words = []
    for word in text.split():
        at = rng.randrange(1, len(word)) if len(word) > 1 else 0
        words.append(word[:at] + (sign if at else "") + word[at:])
    return " ".join(words)


def unmarked(text, _rng):
    return plain(text)


def shouted(text, _rng):
    return text.upper()


def alternating(text, _rng):
    return "".join(c.upper() if n % 2 else c for n, c in enumerate(text))


def teencode(text, rng):
    pairs = rng.sample(TEEN, 3)
    for long, short in pairs:
        text = text.replace(long, short)
    return plain(text) if rng.random() < 0.5 else text


def spaced(text, rng):
    gap = rng.choice((" ", "  "))
    return (
        gap.join(text.replace(" ", ""))
        if rng.random() < 0.5
        else "   ".join(gap.join(w) for w in text.split())
    )


def doubled(text, rng):
    return "".join(c * rng.choice((1, 2, 3)) if c.isalpha() else c for c in text)


def last_letter_drawn_out(text, rng):
    return " ".join(word + word[-1] * rng.randrange(1, 5) for word in text.split())


def fullwidth(text, _rng):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mathematical(text, rng):
    base = rng.choice((0x1D41A, 0x1D5BA, 0x1D5EE, 0x1D622, 0x1D68A))
    return "".join(chr(base + ord(c) - 97) if "a" <= c <= "z" else c for c in plain(text))


def circled(text, _rng):
    return "".join(chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c for c in plain(text))


def squared(text, rng):
    base = rng.choice((0x1F130, 0x1F170, 0x1F150))
    return "".join(chr(base + ord(c) - 97) if "a" <= c <= "z" else c for c in plain(text))


def flags(text, _rng):
    return "".join(chr(0x1F1E6 + ord(c) - 97) if "a" <= c <= "z" else c for c in plain(text))


def emoji_digits(text, rng):
    return "".join(KEYCAPS.get(c, c) for c in leet(text, rng))


def masked(text, rng):
    words = []
    for word in text.split():
        inner = list(range(1, len(word) - 1))
        at = rng.choice(inner) if inner else None
        words.append(word if at is None else word[:at] + "*" + word[at + 1 :])
    return " ".join(words)


def joined(text, rng):
    run = text.replace(" ", "")
    return f"#{run}" if rng.random() < 0.5 else plain(run)


def hyphened(text, rng):
    return text.replace(" ", rng.choice("-_./|+"))


def decomposed(text, _rng):
    return unicodedata.normalize("NFD", text)


def struck_out(text, rng):
    return "".join(c + rng.choice("\u0336\u0332\u0338\u0307") if c.isalpha() else c for c in text)


def telex(text, _rng):
    words = []
    for word in text.replace("đ", "dd").split():
        letters, tone = "", ""
        for c in unicodedata.normalize("NFD", word):
            if c in TELEX_TONES:
                tone = TELEX_TONES[c]
            elif c in TELEX_MARKS:
                letters += TELEX_MARKS[c] or letters[-1]
            else:
                letters += c
        words.append(letters + tone)
    return " ".join(words)


def emoji_between(text, rng):
    return rng.choice(("🔥", "❤️", "✨", "🎈", "👉")).join(text.split())


def half_dropped(text, rng):
    """Some words lose their marks, some keep them."""
    return " ".join(plain(w) if rng.random() < 0.5 else w for w in text.split())


def leet_and_dots(text, rng):
    return separated(leet(text, rng), rng)


def twins_and_zero_width(text, rng):
    return zero_width(twins(text, rng), rng)


def unmarked_and_spaced(text, rng):
    return spaced(plain(text), rng)


def unmarked_and_doubled(text, rng):
    return doubled(plain(text), rng)


TRICKS = (
    zero_width, twins, twins_under_marks, leet, leet_among_marks, separated, separated_throughout,
    one_separator_a_word, unmarked, shouted, alternating, teencode, spaced, doubled, last_letter_drawn_out, fullwidth,
    mathematical, circled, squared, flags, emoji_digits, masked, joined, hyphened, decomposed,
    struck_out, telex, emoji_between, half_dropped, leet_and_dots, twins_and_zero_width,
    unmarked_and_spaced, unmarked_and_doubled,
)  # fmt: skip


def injected(title, words, rng):
    """The title with the words put between two of its own."""
    own = title.split()
    at = rng.randrange(len(own) + 1)
    return " ".join([*own[:at], words, *own[at:]])


def a_source(seed):
    return random.Random(seed)

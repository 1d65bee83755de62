"""Looks messages up in the gettext catalogues; the English text is the key."""

import io
import os
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent


def mark(message: str) -> str:
    """Mark a message for the catalogue where it is translated only later."""
    return message


def language() -> str:
    """`vi` unless SHOPWITNESS_LANGUAGE, or else the locale of the terminal, asks for English."""
    asked = os.environ.get("SHOPWITNESS_LANGUAGE", "")
    if not asked:
        asked = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "en" if asked.lower().startswith("en") else "vi"


def translate(message: str, **values: object) -> str:
    """The message in the reader's language, with `values` put in its `{names}`."""
    return translate_to(language(), message, **values)


def translate_to(locale: str, message: str, **values: object) -> str:
    """The message in `vi` or `en`; falls back to the English text where none is in the catalogue."""
    text = _translations(locale).gettext(message) if message else ""
    return text.format(**values) if values else text


@lru_cache(maxsize=4)
def _translations(locale: str) -> NullTranslations:
    merged = NullTranslations()
    # One catalogue a room, compiled in memory: no stale .mo file can lie beside them.
    for source in sorted((LOCALES / locale).glob("*.po")):
        merged = _compile(source, locale, merged)
    return merged


def _compile(source: Path, locale: str, fallback: NullTranslations) -> GNUTranslations:
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(fallback)
    return translations

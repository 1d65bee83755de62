"""What a reader gets: Vietnamese unless English is asked for, and no message without either."""

import importlib
import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from commands.app import COMMANDS, as_command
from messages import language, translate, translate_to

ROOT = Path(__file__).parents[2]
ROOMS = (
    "cli.py",
    "scheduler.py",
    "commands",
    "config",
    "crawler",
    "evidence",
    "jobs",
    "matching",
    "messages",
    "spiders",
    "storage",
    "web",
)
KEYWORDS = {"translate": None, "mark": None, "translate_to": (2,)}
CATALOGUES = sorted((ROOT / "messages" / "vi").glob("*.po"))
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")


def used_messages() -> dict[str, str]:
    """Every message in the code, with the first place that uses it."""
    found: dict[str, str] = {}
    for room in ROOMS:
        place = ROOT / room
        for source in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            note_messages("python", source, found)
    for template in sorted((ROOT / "web" / "templates").rglob("*.html")):
        note_messages("jinja2", template, found)
    return found


def note_messages(language_, source, found):
    content = io.BytesIO(source.read_bytes())
    keywords = KEYWORDS if language_ == "python" else {"_": None}
    for line, message, _, _ in extract(language_, content, keywords=keywords):
        text = message if isinstance(message, str) else message[0]
        if text:
            found.setdefault(text, f"{source.relative_to(ROOT)}:{line}")


def catalogue() -> dict[str, str]:
    entries: dict[str, str] = {}
    for path in CATALOGUES:
        with path.open("rb") as stream:
            for entry in read_po(stream, locale="vi"):
                if entry.id and isinstance(entry.id, str) and isinstance(entry.string, str):
                    entries[entry.id] = entry.string
    return entries


def test_every_message_has_its_vietnamese():
    known = catalogue()
    missing = {m: where for m, where in used_messages().items() if not known.get(m)}
    assert not missing, "\n".join(f"{where}: {message}" for message, where in missing.items())


def test_every_command_explains_itself_in_vietnamese(monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "en")
    known = catalogue()
    sentences = [sentence for command in typed() for sentence in explanations(command)]
    assert len(sentences) > len(COMMANDS)
    assert [sentence for sentence in sentences if not known.get(sentence)] == []


def typed():
    for name, (target, _) in COMMANDS.items():
        module, _, attribute = target.partition(":")
        yield as_command(getattr(importlib.import_module(module), attribute), name)


def explanations(command):
    if command.help:
        yield command.help
    for below in getattr(command, "commands", {}).values():
        yield from explanations(below)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_translations_keep_the_placeholders_of_the_message(path):
    with path.open("rb") as stream:
        for entry in read_po(stream, locale="vi"):
            if entry.id and isinstance(entry.id, str):
                assert set(PLACEHOLDER.findall(entry.id)) == set(
                    PLACEHOLDER.findall(str(entry.string))
                ), entry.id


def test_vietnamese_comes_first(monkeypatch):
    for name in ("SHOPWITNESS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "vi"


def test_an_english_terminal_reads_english(monkeypatch):
    monkeypatch.delenv("SHOPWITNESS_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert language() == "en"


def test_the_setting_wins_over_the_terminal(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "vi")
    assert translate("Commands") == "Các lệnh"


def test_a_message_without_translation_is_shown_in_english():
    assert translate_to("vi", "No such sentence {n}", n=3) == "No such sentence 3"

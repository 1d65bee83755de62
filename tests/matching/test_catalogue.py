import ast
from pathlib import Path

import matching
from matching.features import FEATURES
from matching.rules import RULES
from messages import translate_to

ROOM = Path(matching.__file__).parent


def _marked():
    for source in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "mark":
                yield ast.literal_eval(node.args[0])


def test_every_message_of_the_room_has_a_vietnamese_text():
    docs = [f.__doc__ for f in RULES] + [f.__doc__ for f, _ in FEATURES]
    messages = [*_marked(), *docs]
    assert len(messages) > 30
    assert [m for m in messages if translate_to("vi", m) == m] == []


def test_translations_name_the_same_values():
    for message in _marked():
        names = {part.split("}")[0] for part in message.split("{")[1:]}
        shown = {part.split("}")[0] for part in translate_to("vi", message).split("{")[1:]}
        assert shown == names, message

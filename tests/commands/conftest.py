"""A folder of one's own to type commands in."""

import pytest

from commands.app import run


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def type_in(home, capfd):
    def typed(*words):
        code = run([str(word) for word in words])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return typed

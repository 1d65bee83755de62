"""What every test shares: where services answer, and a clean environment."""

import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch, request):
    """No setting of the machine's reaches a test; English, so that sentences can be compared."""
    for name in list(os.environ):
        if name.startswith("SHOPWITNESS_") and name not in {
            "SHOPWITNESS_CHROMIUM",
            "SHOPWITNESS_REAL_DATA",
        }:
            monkeypatch.delenv(name)
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "en")


def answers(port: int) -> bool:
    """Whether something listens on that loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real captures and data sets; skips where it is not there."""
    folder = Path(os.environ.get("SHOPWITNESS_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set SHOPWITNESS_REAL_DATA to run these")
    return folder

"""Which software made something: version, and commit where the source tree is a checkout."""

import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@lru_cache(maxsize=1)
def software() -> str:
    """For example `shopwitness 0.1.0 (3f2a9c1)`; `+changes` marks an edited source tree."""
    try:
        name = f"shopwitness {version('shopwitness')}"
    except PackageNotFoundError:
        name = "shopwitness (not installed)"
    commit = _git("describe", "--always", "--dirty=+changes", "--abbrev=12")
    return f"{name} ({commit})" if commit else name


def _git(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  (fixed command, no shell)
            ["git", "-C", str(Path(__file__).parent), *words],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

"""Which software this is: what stands in every record that it makes."""

import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@cache
def software() -> str:
    """`shopwitness 0.1.0 (3f2a9c1)`, without the commit where the code is no git checkout."""
    try:
        release = version("shopwitness")
    except PackageNotFoundError:
        release = "unreleased"
    commit = _commit(Path(__file__).resolve().parent.parent)
    return f"shopwitness {release} ({commit})" if commit else f"shopwitness {release}"


def _commit(folder: Path) -> str:
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return ""
    command = [git, "-C", str(folder), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()

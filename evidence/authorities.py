"""Which time-stamping authorities seal the nights: `tsa.yml` in the folder of keys.

    authorities:
      - name: example           # becomes root.example.tsr
        url: https://tsa.example/tsr
        chain: example.pem      # PEM up to the root, beside this file
      - name: practice
        local: tsa-practice     # keys on this machine: for practice only

Prefer an authority licensed in Viet Nam (Decree 23/2025, as read in 2026-11), and name two.
"""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.errors import UsageError
from evidence.keys import create
from evidence.localtsa import LocalAuthority, make_local_authority
from evidence.timestamp import SECONDS, Authority, HttpAuthority
from messages import translate

FILE_NAME = "tsa.yml"
PRACTICE = "practice"
_PRACTICE_FILE = f"""\
# A time-stamping authority on this machine: its tokens prove nothing to a stranger.
authorities:
  - name: {PRACTICE}
    local: tsa-{PRACTICE}
"""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,30}$")
    url: str | None = Field(default=None, pattern="^https?://")
    chain: str | None = None
    seconds: float = Field(default=SECONDS, gt=0, le=300)
    local: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "_Row":
        if bool(self.local) == bool(self.url) or bool(self.url) != bool(self.chain):
            raise ValueError("give url and chain, or local")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    authorities: list[_Row]


def load_authorities(keys: Path) -> tuple[Authority, ...]:
    """The configured authorities; none where there is no file, so that nothing can be sealed.

    Raises UsageError that names what is wrong in the file.
    """
    path = keys / FILE_NAME
    if not path.exists():
        return ()
    try:
        parsed = _File.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        why = str(error).replace("\n", " ")
        raise UsageError(translate("{path}: {why}", path=path, why=why)) from error
    return tuple(_authority(keys, row) for row in parsed.authorities)


def use_practice_authority(keys: Path) -> None:
    """Configure the authority on this machine, where no other is configured."""
    make_local_authority(keys / f"tsa-{PRACTICE}", PRACTICE)
    if not (keys / FILE_NAME).exists():
        create(keys / FILE_NAME, _PRACTICE_FILE.encode("utf-8"), 0o644)


def _authority(keys: Path, row: _Row) -> Authority:
    if row.local is not None:
        return LocalAuthority(name=row.name, folder=keys / row.local)
    return HttpAuthority(
        name=row.name,
        url=row.url or "",
        chain_file=keys / (row.chain or ""),
        seconds=row.seconds,
    )

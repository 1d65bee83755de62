"""What can be typed, set or edited is told in README or docs/."""

import importlib
from pathlib import Path

import pytest
import yaml

from commands.app import COMMANDS, as_command
from config.settings import Settings
from domain.errors import ExitCode

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCS = "\n".join(path.read_text("utf-8") for path in PAGES)
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
CONFIG = ROOT / "config"


def typed_commands():
    for name, (target, _) in COMMANDS.items():
        module, _, attribute = target.partition(":")
        command = as_command(getattr(importlib.import_module(module), attribute), name)
        subcommands = getattr(command, "commands", None)
        yield from [f"{name} {sub}" for sub in subcommands] if subcommands else [name]


def politeness_keys():
    return yaml.safe_load((CONFIG / "sites.yml").read_text("utf-8"))["politeness"]["defaults"]


def rules():
    return yaml.safe_load((CONFIG / "rules.yml").read_text("utf-8"))["rules"]


@pytest.mark.parametrize("command", [*typed_commands()])
def test_every_command_is_told(command):
    assert f"shopwitness {command}" in DOCS or f"`{command}" in DOCS


@pytest.mark.parametrize("setting", [*Settings.model_fields])
def test_every_setting_is_told(setting):
    assert f"`SHOPWITNESS_{setting.upper()}`" in OPERATIONS


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_told(code):
    section = OPERATIONS.partition("## Exit codes")[2].partition("\n## ")[0]
    assert f"| {code.value} |" in section


@pytest.mark.parametrize("rule", [*rules()])
def test_every_rule_is_told(rule):
    assert f"`{rule}`" in DOCS


@pytest.mark.parametrize("key", [*politeness_keys()])
def test_every_manner_of_a_site_is_told(key):
    assert f"`{key}`" in OPERATIONS


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_the_pages_lead_somewhere(page):
    text = page.read_text("utf-8")
    links = [part.partition(")")[0].partition("#")[0] for part in text.split("](")[1:]]
    missing = [
        link for link in links if link and "://" not in link and not (page.parent / link).exists()
    ]
    assert not missing

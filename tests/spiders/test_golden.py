"""Each saved page against what the parsers must say of it, one test a field.

A case without `expected.json` gets one written and fails: a person reads it before it is committed.
The name of a case begins with its outcome.
"""

import json

import pytest

from domain.outcome import Outcome
from jobs.fixture import EXPECTED, META, accept, read_case
from tests.conftest import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
CASES = sorted(one.parent for one in FIXTURES.glob(f"*/*/{META}"))
OUTCOMES = sorted((o.value for o in Outcome), key=len, reverse=True)


def name(case):
    return f"{case.parent.name}/{case.name}"


def fields(value, path=""):
    """Path and value of every leaf; an empty list or object is one."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from fields(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from fields(inner, f"{path}[{number}]")
    else:
        yield path, value


def expected_fields():
    for case in CASES:
        if (case / EXPECTED).is_file():
            stated = json.loads((case / EXPECTED).read_text("utf-8"))
            for path, value in fields(stated):
                yield pytest.param(case, path, value, id=f"{name(case)}:{path}")


@pytest.fixture(scope="module")
def said():
    """What the parsers say of a case, read once."""
    known = {}

    def of(case):
        if case not in known:
            known[case] = dict(fields(read_case(case)))
        return known[case]

    return of


@pytest.mark.parametrize(("case", "path", "value"), tuple(expected_fields()))
def test_field(said, case, path, value):
    assert path in said(case), f"{path} is no longer said"
    assert said(case)[path] == value


@pytest.mark.parametrize("case", CASES, ids=name)
def test_nothing_else_is_said(said, case):
    expected = case / EXPECTED
    if not expected.is_file():
        accept(case)
        pytest.fail(f"{expected} was written: read it, correct the parser or the page, commit it")
    stated = dict(fields(json.loads(expected.read_text("utf-8"))))
    assert set(said(case)) - set(stated) == set()


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_is_called_by_its_outcome(said, case):
    begins = next(o for o in OUTCOMES if case.name == o or case.name.startswith(f"{o}_"))
    assert said(case)["outcome"] == begins

"""The API keeps to its own description, whatever is sent to it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks

from domain.people import Role

pytestmark = pytest.mark.slow
EXAMPLES = 40
"""Requests for each operation."""


def operations(app):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.AUDITOR])
def test_every_answer_is_one_that_is_described(app, token, flag_id, role):
    load_all_checks()
    bearer = token(role)
    asked = {operation.label: ask(operation, bearer) for operation in operations(app)}
    assert len(asked) >= 4
    assert min(asked.values()) >= EXAMPLES / 4, asked


def ask(operation, headers):
    """Answers how many requests were made; fails at the first answer that is not described."""
    made = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case):
        nonlocal made
        case.call_and_validate(headers=headers)
        made += 1

    send()
    return made


def test_nothing_but_the_api_is_described(app):
    assert {operation.path.split("/")[1] for operation in operations(app)} == {"api"}

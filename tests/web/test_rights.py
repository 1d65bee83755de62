"""Every route asks for a right, and gives way only to the roles that have it."""

import importlib
import pkgutil
import re

import pytest
from fastapi.routing import APIRoute

from domain.people import RIGHTS, Role
from tests.web.conftest import Client
from web import views

OPEN = {"/login", "/login/oidc", "/login/oidc/back"}
"""Routes for somebody who is not logged in."""
OWN = {"/logout", "/language"}
"""Routes about one's own session: any role."""


def right_of(route):
    """The right that a route's dependency asks for."""
    for dependency in route.dependant.dependencies:
        if found := getattr(dependency.call, "right", None):
            return found
    return None


def all_views():
    modules = [
        importlib.import_module(f"web.views.{m.name}") for m in pkgutil.iter_modules(views.__path__)
    ]
    return [module for module in modules if hasattr(module, "router")]


def every_route():
    return [
        (method, route)
        for view in all_views()
        for route in view.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]


def filled(path, flag_id):
    values = {
        "flag_id": flag_id, "site_id": "shopee-practice", "listing_id": "200", "shop_id": "100",
        "capture_id": "none", "other_id": "none", "position": 0, "case_id": 1, "user_id": 999, "view_id": 1,
        "sha256": "a" * 64, "name": "replica", "operator_id": "op-1",
        "shown": "own",
    }  # fmt: skip
    return re.sub(r"\{(\w+)\}", lambda m: str(values[m.group(1)]), path)


@pytest.mark.parametrize(
    ("method", "route"), every_route(), ids=lambda v: v if isinstance(v, str) else v.path
)
def test_a_route_asks_for_a_right_or_is_meant_for_everybody(method, route):
    assert right_of(route) is not None or route.path in OPEN | OWN


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_its_rights_say_and_nothing_else(role, log_in, token, flag_id):
    client, bearer = log_in(role), token(role)
    csrf = client.csrf()
    for method, route in every_route():
        right = right_of(route)
        if right is None:
            continue
        path = filled(route.path, flag_id)
        headers = bearer if path.startswith("/api/") else {}
        more = (
            {"json": {"judgement": "unsure", "seen": 99}} if headers else {"data": {"csrf": csrf}}
        )
        answer = client.http.request(
            method, path, headers=headers, **({} if method == "GET" else more)
        )
        if right in RIGHTS[role]:
            assert answer.status_code != 403, (role, method, path)
        else:
            assert answer.status_code == 403, (role, method, path)
        assert answer.status_code < 500, (role, method, path, answer.text[:300])


@pytest.mark.parametrize("csrf", [{}, {"csrf": "f" * 64}], ids=["without", "another's"])
def test_no_form_does_anything_without_the_sessions_own_token(log_in, flag_id, csrf):
    clients = [log_in(role) for role in (Role.ADMINISTRATOR, Role.INVESTIGATOR, Role.PARTNER)]
    asked = set()
    for method, route in every_route():
        if method != "POST" or route.path in OPEN or route.path.startswith("/api/"):
            continue
        right = right_of(route)
        for client in clients:
            if right is None or right in RIGHTS[Role(client.name)]:
                answer = client.http.post(filled(route.path, flag_id), data=csrf)
                assert answer.status_code == 403, route.path
                assert "not from your session" in answer.text
                asked.add(route.path)
    assert asked == {
        route.path for method, route in every_route()
        if method == "POST" and route.path not in OPEN and not route.path.startswith("/api/")
    }  # fmt: skip
    assert clients[0].get("/people").status_code == 200


def test_nobody_sees_anything_without_a_log_in(app, flag_id):
    client = Client(app)
    for method, route in every_route():
        if route.path in OPEN:
            continue
        path = filled(route.path, flag_id)
        answer = client.http.request(method, path, json={"judgement": "unsure", "seen": 0})
        if path.startswith("/api/"):
            assert answer.status_code == 401, path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login")


def test_a_session_is_no_token_and_a_token_no_session(investigator, token):
    assert investigator.get("/api/v1/flags").status_code == 401
    assert (
        Client(investigator.http.app).get("/queue", headers=token(Role.ANALYST)).status_code == 303
    )


def test_somebody_who_was_shut_out_is_out_at_once(investigator, services):
    from tests.storage.facts import START

    with services.store.transaction() as repo:
        user = repo.people.all()[0]
        repo.people.change(user.user_id, disabled_at=START)
    assert investigator.get("/queue").status_code == 303

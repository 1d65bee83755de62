"""What the page of a suspect says, and what is answered for one that is not there."""

import re
from dataclasses import replace

import pytest

from domain.people import Role
from tests.storage.facts import NIGHT, START


def test_what_differs_from_the_genuine_product_is_said_in_words(log_in, services, flag_id):
    analyst = log_in(Role.ANALYST)
    table = "name,brand,price\nKem trộn <b>rep</b> 1:1,Hoa Mộc,500000\n".encode()
    analyst.post(
        "/registers", {"kind": "products", "do": "import"}, files={"file": ("p.csv", table)}
    )
    with services.store.transaction() as repo:
        product = next(repo.registers.current_products())
        run_id = repo.runs.start(NIGHT, "match", at=START)
        flag = replace(
            repo.flags.existing(flag_id).flag, rule="price_anomaly", product_id=product.product_id
        )
        repo.flags.put_flags(run_id, [flag], at=START)
        number = max(row.flag_id for row in repo.flags.list())
    shown = analyst.get(f"/flags/{number}").text
    assert re.search(r"= Name<br><small>the same</small>", shown)
    assert re.search(r'class="changed"><th scope="row">≠ Price<br><small>differs</small>', shown)
    assert re.search(r'<th scope="row">Brand</th>', shown)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/flags/99", 404), ("/cases/99", 404), ("/reports?first=2026-11-30&last=2026-11-01", 422)],
)
def test_what_is_not_there_is_404_and_what_makes_no_sense_422(investigator, path, status):
    assert investigator.get(path).status_code == status

"""Alembic's entry: on the connection that the store gives, else on the configured database."""

from alembic import context
from sqlalchemy import Connection

from config.settings import settings
from storage import cluster_models, people_models, word_models, work_models  # noqa: F401  (fill the metadata)
from storage.models import Base
from storage.session import make_engine


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        user_module_prefix="",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with make_engine(settings().database).begin() as own:
        _run(own)

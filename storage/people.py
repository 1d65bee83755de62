"""People who may log in, their sessions and API tokens."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import UsageError
from domain.people import Role, User
from messages import translate
from storage.people_models import LoginTable, UserTable


class People:
    """Users by name, and the secrets by which they are known again."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        name: str,
        *,
        password_hash: str,
        role: Role,
        at: datetime,
        shown_name: str = "",
        language: str = "vi",
    ) -> User:
        """Let a person in from now on; raises UsageError where the name is taken."""
        row = UserTable(
            name=name,
            shown_name=shown_name or name,
            role=role.value,
            password_hash=password_hash,
            language=language,
            created_at=at,
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as error:
            raise UsageError(translate("There is a user {name} already.", name=name)) from error
        return _user(row)

    def all(self) -> list[User]:
        """Everybody, those who were shut out too, by name."""
        return [_user(row) for row in self._session.scalars(select(UserTable).order_by("name"))]

    def with_password(self, name: str) -> tuple[User, str] | None:
        """A person who may log in, with the hash of their password."""
        query = select(UserTable).where(UserTable.name == name, UserTable.disabled_at.is_(None))
        row = self._session.scalar(query)
        return None if row is None else (_user(row), row.password_hash)

    def change(
        self,
        user_id: int,
        *,
        role: Role | None = None,
        password_hash: str | None = None,
        language: str | None = None,
        disabled_at: datetime | None = None,
    ) -> None:
        """Change what is given; a new password or a shut-out ends every session and token."""
        wanted = {
            "role": role.value if role else None,
            "password_hash": password_hash,
            "language": language,
            "disabled_at": disabled_at,
        }
        values = {name: value for name, value in wanted.items() if value is not None}
        if not values:
            return
        self._session.execute(
            update(UserTable).where(UserTable.user_id == user_id).values(**values)
        )
        if password_hash or disabled_at or role:
            self._session.execute(delete(LoginTable).where(LoginTable.user_id == user_id))

    def remember(
        self,
        secret_sha256: str,
        user_id: int,
        *,
        kind: str,
        at: datetime,
        expires_at: datetime,
        label: str = "",
    ) -> None:
        """Know a person again by a secret; `kind` is `session` or `token`."""
        self._session.execute(delete(LoginTable).where(LoginTable.expires_at <= at))
        self._session.execute(
            insert(LoginTable).values(
                secret_sha256=secret_sha256,
                user_id=user_id,
                kind=kind,
                label=label,
                created_at=at,
                expires_at=expires_at,
            )
        )

    def known_by(
        self, secret_sha256: str, *, kind: str, at: datetime
    ) -> tuple[User, str | None] | None:
        """Whose secret this is, with the reason they gave for seeing personal data."""
        query = (
            select(UserTable, LoginTable.reason)
            .join(LoginTable, LoginTable.user_id == UserTable.user_id)
            .where(
                LoginTable.secret_sha256 == secret_sha256,
                LoginTable.kind == kind,
                LoginTable.expires_at > at,
                UserTable.disabled_at.is_(None),
            )
        )
        found = self._session.execute(query).first()
        return None if found is None else (_user(found.UserTable), found.reason)

    def give_reason(self, secret_sha256: str, reason: str | None) -> None:
        """Note why a session may see personal data; None masks it again."""
        self._session.execute(
            update(LoginTable)
            .where(LoginTable.secret_sha256 == secret_sha256)
            .values(reason=reason)
        )

    def forget(self, secret_sha256: str) -> None:
        """End a session, or revoke a token."""
        self._session.execute(delete(LoginTable).where(LoginTable.secret_sha256 == secret_sha256))


def _user(row: UserTable) -> User:
    return User(
        user_id=row.user_id,
        name=row.name,
        shown_name=row.shown_name,
        role=Role(row.role),
        language=row.language,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )

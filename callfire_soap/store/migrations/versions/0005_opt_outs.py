"""Opt-outs from the shared short code, as facts of their own; lists without entries that forbid nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SHORT_CODE = "67076"


def upgrade() -> None:
    """Make the tables, and fill them with what people texted."""
    op.create_table(
        "opt_out",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("account_id", _LONG, nullable=True),
        sa.Column("by_operator", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_opt_out_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opt_out"),
        sa.UniqueConstraint("number", "account_id", name="uq_opt_out_number_account_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "opt_out_answer",
        sa.Column("action_id", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_opt_out_answer_action_id"),
        sa.PrimaryKeyConstraint("action_id", name="pk_opt_out_answer"),
    )
    op.add_column("dnc_entry", sa.Column("stopped_by", sa.String(length=32), nullable=True))
    _carry_over()
    _drop_what_forbids_nothing()


def downgrade() -> None:
    """Drop the tables; what people texted is still on the lists."""
    op.drop_column("dnc_entry", "stopped_by")
    op.drop_table("opt_out_answer")
    op.drop_table("opt_out")


def _carry_over() -> None:
    """Find who asked for no more texts, by the rule of former versions: STOP alone, or STOP and a keyword.

    There was no way to take it back. That an account has deleted its list meanwhile does not lift an opt-out.
    """
    connection = op.get_bind()
    texts = sa.text(
        "SELECT account_id, from_number, to_number, message, created_at FROM action"
        " WHERE is_inbound AND kind = 'TEXT' AND upper(message) LIKE '%STOP%' ORDER BY id"
    )
    keywords = sa.text("SELECT word, account_id FROM keyword WHERE short_code = :code")
    rows = connection.execute(keywords, {"code": _SHORT_CODE}).all()
    owners: dict[str, int] = {row.word: row.account_id for row in rows}
    known: set[tuple[str, int | None]] = set()
    for account, person, number, message, at in connection.execute(texts).all():
        words = message.upper().split()
        is_plain = words == ["STOP"]
        owner = owners.get(words[1].rstrip(".,;:!?")) if len(words) == 2 and words[0] == "STOP" else None
        if number == _SHORT_CODE and (is_plain or owner is not None):
            if (person, owner) not in known:
                _opt_out(connection, person, owner, at)
            known.add((person, owner))
        elif is_plain:
            _mark(connection, person, number, account)


def _opt_out(connection: sa.Connection, person: str, owner: int | None, at: int) -> None:
    values = {"person": person, "owner": owner, "at": at}
    statement = "INSERT INTO opt_out (number, account_id, created_at) VALUES (:person, :owner, :at)"
    connection.execute(sa.text(statement), values)
    _mark(connection, person, _SHORT_CODE, owner)


def _mark(connection: sa.Connection, person: str, by: str, account: int | None) -> None:
    """Note at the entries of lists by which number a person came there; a number of the account wins."""
    statement = (
        "UPDATE dnc_entry SET stopped_by = :by WHERE number = :person AND forbids_texts"
        " AND dnc_list_id IN (SELECT id FROM dnc_list WHERE is_default)"
    )
    if by == _SHORT_CODE:
        statement += " AND stopped_by IS NULL"
    if account is not None:
        statement += " AND account_id = :account"
    connection.execute(sa.text(statement), {"by": by, "person": person, "account": account})


def _drop_what_forbids_nothing() -> None:
    op.execute("DELETE FROM dnc_entry WHERE NOT forbids_calls AND NOT forbids_texts")
    op.execute(
        "UPDATE dnc_list SET size = (SELECT count(*) FROM dnc_entry WHERE dnc_entry.dnc_list_id = dnc_list.id)"
    )

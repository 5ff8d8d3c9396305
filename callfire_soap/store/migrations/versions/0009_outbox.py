"""What happened, kept in the order of the commits for whoever reads it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables: what happened before is not told again."""
    op.create_table(
        "outbox",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_inbound", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_first_number", "outbox", ["first_number"])
    op.create_table(
        "outbox_reader",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("seen_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_outbox_reader"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("outbox_reader")
    op.drop_table("outbox")

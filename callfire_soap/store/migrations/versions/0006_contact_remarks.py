"""What was left out of contact lists, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "contact_remark",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("contact_list_id", _LONG, nullable=False),
        sa.Column("contact_import_id", _LONG, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("how_many", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_list_id"], ["contact_list.id"], name="fk_contact_remark_contact_list_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_remark"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_remark_contact_list_id", "contact_remark", ["contact_list_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("contact_remark")

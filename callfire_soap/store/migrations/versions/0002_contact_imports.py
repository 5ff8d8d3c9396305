"""Imports of contact lists, batches made of lists, labels of numbers, the history of contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contact_import",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("account_id", _LONG, nullable=False),
        sa.Column("contact_list_id", _LONG, nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_import_account_id"),
        sa.ForeignKeyConstraint(
            ["contact_list_id"], ["contact_list.id"], name="fk_contact_import_contact_list_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_import"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_import_contact_list_id", "contact_import", ["contact_list_id"])
    op.create_table(
        "contact_import_part",
        sa.Column("contact_import_id", _LONG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_import_id"], ["contact_import.id"], name="fk_contact_import_part_contact_import_id"
        ),
        sa.PrimaryKeyConstraint("contact_import_id", "position", name="pk_contact_import_part"),
    )
    op.create_table(
        "batch_source",
        sa.Column("batch_id", _LONG, nullable=False),
        sa.Column("contact_list_id", _LONG, nullable=False),
        sa.Column("scrubs_duplicates", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_batch_source_batch_id"),
        sa.ForeignKeyConstraint(
            ["contact_list_id"], ["contact_list.id"], name="fk_batch_source_contact_list_id"
        ),
        sa.PrimaryKeyConstraint("batch_id", name="pk_batch_source"),
    )
    op.create_index("ix_batch_source_contact_list_id", "batch_source", ["contact_list_id"])
    op.create_table(
        "number_label",
        sa.Column("own_number_id", _LONG, nullable=False),
        sa.Column("label_id", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name="fk_number_label_label_id"),
        sa.ForeignKeyConstraint(["own_number_id"], ["own_number.id"], name="fk_number_label_own_number_id"),
        sa.PrimaryKeyConstraint("own_number_id", "label_id", name="pk_number_label"),
    )
    op.create_index("ix_number_label_label_id", "number_label", ["label_id"])
    op.drop_index("ix_contact_list_member_contact_id", "contact_list_member")
    op.create_index("ix_action_contact_id_id", "action", ["contact_id", "id"])

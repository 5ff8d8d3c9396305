"""How far sources are read into contact lists, and how far batches are filled."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite makes an id the number of its row only under the name INTEGER.
_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns: what waits already is read, or filled, from its beginning."""
    # Plain additions: a table that others refer to cannot be made anew while it has rows.
    op.add_column("contact_import", sa.Column("progress", sa.Text(), nullable=True))
    op.add_column("batch_source", sa.Column("filled_to", _LONG, server_default="0", nullable=False))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("batch_source", "filled_to")
    op.drop_column("contact_import", "progress")

"""Which inventory names which repository, and since when none does."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "listings",
        sa.Column("inventory", sa.Text(), nullable=False),
        sa.Column("repository_id", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["repository_id"],
            ["repositories.id"],
            name=op.f("fk_listings_repository_id_repositories"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inventory", "repository_id", name=op.f("pk_listings")),
    )
    op.create_index("ix_listings_repository_id", "listings", ["repository_id"], unique=False)
    op.add_column("repositories", sa.Column("unlisted_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("repositories", "unlisted_at")
    op.drop_index("ix_listings_repository_id", table_name="listings")
    op.drop_table("listings")

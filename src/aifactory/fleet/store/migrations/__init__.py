"""The history of the tables; Alembic walks it."""

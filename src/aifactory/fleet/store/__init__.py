"""The fleet's store: tables for SQLite and PostgreSQL, through SQLAlchemy and Alembic."""

"""Run by Alembic for every command, in the transaction that it was given."""

from alembic import context

from aifactory.fleet.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, since its transaction is begun by us
)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's steps. They are run by `store.migrate`, never by hand."""

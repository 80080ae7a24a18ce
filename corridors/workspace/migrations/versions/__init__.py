"""One module for each version; alembic finds them by their `revision`."""

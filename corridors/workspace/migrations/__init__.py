"""Steps from each version of the workspace's tables to the next, run by alembic. A step that was released never changes."""

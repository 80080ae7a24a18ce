"""Snapshots: one view, drawn on the server from the data, as a file that says what it shows and can be made again."""

"""Fuzzing of every reader: `make fuzz` for a minute each, `make nightly` for ten, interrupted and resumed as needed."""

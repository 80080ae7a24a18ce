"""Bytes from outside are read here: in processes of their own, shut in, within limits."""

"""What a damaged zip makes `zipfile` raise, whichever way its members are packed."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error,
)  # fmt: skip

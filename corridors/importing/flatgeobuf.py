"""How many rows a FlatGeobuf really has: they are counted in its bytes, since GDAL believes what its head says."""

from __future__ import annotations

import struct

from corridors.importing.limits import check_table
from corridors.importing.problems import ImportFileError, refusal

START, SIZE, NODE = 8, 4, 40  # bytes of the magic, of a length, of a node of the index
COUNT_SLOT, NODES_SLOT = 8, 9  # the places of two fields in the head's table
NODES_AT_ONCE = 16


def counted(name: str, data: bytes) -> bytes:
    """Return the file with the count of its rows set right.

    Raises:
        ImportFileError: it is cut off or broken, has too many rows, or has an index of another number of rows.
    """
    try:
        length = struct.unpack_from("<I", data, START)[0]
        table = START + SIZE + struct.unpack_from("<I", data, START + SIZE)[0]
        vtable = table - struct.unpack_from("<i", data, table)[0]
        count_at, nodes_at = (_field(data, table, vtable, slot) for slot in (COUNT_SLOT, NODES_SLOT))
        said = struct.unpack_from("<Q", data, count_at)[0] if count_at else 0
        nodes = struct.unpack_from("<H", data, nodes_at)[0] if nodes_at else NODES_AT_ONCE
        at = START + SIZE + length + (_index_bytes(said, nodes) if said and nodes else 0)
        rows = 0
        while at < len(data):
            at += SIZE + struct.unpack_from("<I", data, at)[0]
            rows += 1
        check_table(name, rows, 1)
    except struct.error:
        raise _broken(name, "it is cut off") from None
    if at != len(data):
        raise _broken(name, f"it ends within a row, or has not the {said:,} rows that it says")
    if said == rows or not count_at:
        return data
    if nodes:
        raise _broken(name, f"it says {said:,} rows and has {rows:,}")
    return data[:count_at] + struct.pack("<Q", rows) + data[count_at + 8 :]


def _field(data: bytes, table: int, vtable: int, slot: int) -> int:
    """Return where a field of a table stands; 0 where it has its default."""
    place = 4 + 2 * slot
    if place + 2 > struct.unpack_from("<H", data, vtable)[0]:
        return 0
    offset = struct.unpack_from("<H", data, vtable + place)[0]
    return table + offset if offset else 0


def _index_bytes(rows: int, nodes: int) -> int:
    """Return the bytes of a packed tree over so many rows."""
    total = level = min(rows, 1 << 40)
    while level > 1:
        level = -(-level // max(nodes, 2))
        total += level
    return total * NODE


def _broken(name: str, why: str) -> ImportFileError:
    return refusal(name, f"FlatGeobuf that cannot be read ({why})", "whole, valid FlatGeobuf", "export or download it again")

"""Texts of Arrow's columns, which Arrow does not look at: one that is no UTF-8 costs what is wrong in it, not its file."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np


def sound_texts(array: Any, heading: str, broken: Counter[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return an array whose texts, at any depth, are UTF-8 and stand for themselves; those that were none are counted in `broken`."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import, and few files need it

    array = array.storage if isinstance(array.type, pa.BaseExtensionType) else array
    array = _list_of_view(array) if pa.types.is_list_view(array.type) or pa.types.is_large_list_view(array.type) else array
    kind = _of_leaves(array.type)
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        values = array.cast(_of_leaves(array.type, as_bytes=True)).to_pylist()
        return pa.array([_decoded(value, kind, heading, broken) for value in values], type=kind)
    return array if array.type == kind else array.cast(kind)


def _list_of_view(view: Any) -> Any:  # noqa: ANN401
    """Return lists for views of lists, which Arrow cannot make of them where they hold dictionaries."""
    import pyarrow as pa  # noqa: PLC0415

    sizes = view.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), type=pa.int64())
    return pa.LargeListArray.from_arrays(offsets, view.flatten(), mask=view.is_null())


def _of_leaves(kind: Any, *, as_bytes: bool = False) -> Any:  # noqa: ANN401
    """Return a type with no dictionary in it, and on demand with bytes wherever it has texts."""
    import pyarrow as pa  # noqa: PLC0415

    def inner(field: Any) -> Any:  # noqa: ANN401
        return field.with_type(_of_leaves(field.type, as_bytes=as_bytes))

    types = pa.types
    made = kind
    if types.is_dictionary(kind):
        made = _of_leaves(kind.value_type, as_bytes=as_bytes)
    elif _is_text(kind):
        made = pa.large_binary() if as_bytes else kind
    elif types.is_list(kind):
        made = pa.list_(inner(kind.value_field))
    elif types.is_large_list(kind):
        made = pa.large_list(inner(kind.value_field))
    elif types.is_fixed_size_list(kind):
        made = pa.list_(inner(kind.value_field), kind.list_size)
    elif types.is_map(kind):
        made = pa.map_(inner(kind.key_field), inner(kind.item_field))
    elif types.is_struct(kind):
        made = pa.struct([inner(field) for field in kind])
    return made


def _is_text(kind: Any) -> bool:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _decoded(value: Any, kind: Any, heading: str, broken: Counter[str]) -> Any:  # noqa: ANN401
    """Return a value that has bytes where its type has texts, with texts."""
    import pyarrow as pa  # noqa: PLC0415

    if isinstance(value, bytes) and _is_text(kind):
        try:
            return value.decode()
        except UnicodeDecodeError:
            broken[heading] += 1
            return value.decode(errors="replace")
    if isinstance(value, dict):
        return {field.name: _decoded(value[field.name], field.type, heading, broken) for field in kind}
    if isinstance(value, list) and pa.types.is_map(kind):
        return [(_decoded(key, kind.key_type, heading, broken), _decoded(item, kind.item_type, heading, broken)) for key, item in value]
    return [_decoded(one, kind.value_type, heading, broken) for one in value] if isinstance(value, list) else value

"""The digest of a permanent query's rows, computed from its Parquet file by the definition in docs/using.md alone.

    python result_digest.py FILE.parquet

Prints {"digest": "sha256:…", "rowCount": N}. Needs pyarrow (see tools/python-requirements.txt); shares no code with Lingtai.
"""

import hashlib
import json
import struct
import sys

import pyarrow as pa
import pyarrow.parquet as pq

SCALARS = {
    pa.bool_(): ("boolean", "<B"),
    pa.uint8(): ("uint8", "<B"),
    pa.int16(): ("int16", "<h"),
    pa.int32(): ("int32", "<i"),
    pa.int64(): ("int64", "<q"),
    pa.float32(): ("float32", "<f"),
    pa.float64(): ("float64", "<d"),
    pa.string(): ("string", None),
}


def scalar_of(type_):
    if pa.types.is_timestamp(type_):
        return "timestamp", "<q"
    return SCALARS[pa.string() if pa.types.is_large_string(type_) else type_]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def flags(values):
    """One byte a value, 1 present, 0 null; `-` when none is null."""
    return sha(bytes(v is not None for v in values)) if any(v is None for v in values) else "-"


def uint32s(numbers):
    return sha(b"".join(struct.pack("<I", n) for n in numbers))


def value_bytes(value, form):
    if form is None:
        return b"" if value is None else value.encode()
    return struct.pack(form, 0 if value is None else value)


def column_digest(column, type_):
    is_list = pa.types.is_list(type_) or pa.types.is_large_list(type_)
    name, form = scalar_of(type_.value_type if is_list else type_)
    if name == "timestamp":
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
    rows = column.to_pylist()
    items = [item for row in rows if row is not None for item in row] if is_list else rows
    sizes = [0 if v is None else len(v.encode()) for v in items] if form is None else None
    lengths = [0 if row is None else len(row) for row in rows] if is_list else sizes
    lines = [
        "lingtai-column-digest-1",
        f"type {name}{'[]' if is_list else ''}",
        f"rows {len(rows)}",
        f"valid {flags(rows)}",
        f"lengths {'-' if lengths is None else uint32s(lengths)}",
        f"itemvalid {flags(items) if is_list else '-'}",
        f"itemlengths {uint32s(sizes) if is_list and sizes is not None else '-'}",
        f"values {sha(b''.join(value_bytes(v, form) for v in items))}",
    ]
    return f"{name}{'[]' if is_list else ''} {sha(''.join(line + chr(10) for line in lines).encode())}"


def main(path):
    table = pq.read_table(path)
    text = f"lingtai-result-digest-1\nrows {table.num_rows}\n"
    for field, column in zip(table.schema, table.columns):
        name = json.dumps(field.name, ensure_ascii=False)
        text += f"{name} {column_digest(column, field.type)}\n"
    print(json.dumps({"digest": f"sha256:{sha(text.encode())}", "rowCount": table.num_rows}))


if __name__ == "__main__":
    main(sys.argv[1])

"""Reads a built table with pyarrow, hats and lsdb, and computes its digests from their definition (see
packages/columns/src/digest.ts). Called by build.test.ts: check_table.py FOLDER TABLE.json; prints JSON.
Made with pyarrow 26, hats 0.11, lsdb 0.11, healpy 1.20."""

import hashlib
import json
import os
import struct
import sys

import healpy
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NAMES = {"int64": "int64", "int32": "int32", "int16": "int16", "uint8": "uint8", "float": "float32", "double": "float64",
         "string": "string", "bool": "boolean", "timestamp[us]": "timestamp"}
PACK = {"int64": "<q", "int32": "<i", "int16": "<h", "uint8": "<B", "float32": "<f", "float64": "<d", "boolean": "<?", "timestamp": "<q"}


def sha(data):
    return hashlib.sha256(data).hexdigest()


def plain(value, name):
    if value is None:
        return b"" if name == "string" else b"\0" * struct.calcsize(PACK[name])
    return value.encode("utf8") if name == "string" else struct.pack(PACK[name], value)


def values_of(column, name):
    if name == "timestamp":
        column = column.cast(pa.int64())
    return column.to_pylist()


def digest(column):
    kind = column.type
    is_list = pa.types.is_list(kind)
    name = NAMES[str(kind.value_type if is_list else kind)]
    rows = column.to_pylist() if is_list else values_of(column, name)
    items = [item for row in rows if row is not None for item in row] if is_list else rows
    packed = [plain(item, name) for item in items]
    lengths = lambda sizes: sha(b"".join(struct.pack("<I", n) for n in sizes))
    valid = lambda things: sha(bytes(t is not None for t in things)) if any(t is None for t in things) else "-"
    row_sizes = [0 if r is None else len(r) for r in rows] if is_list else [len(p) for p in packed]
    text = "\n".join([
        "lingtai-column-digest-1",
        f"type {name}{'[]' if is_list else ''}",
        f"rows {len(rows)}",
        f"valid {valid(rows)}",
        f"lengths {lengths(row_sizes) if is_list or name == 'string' else '-'}",
        f"itemvalid {valid(items) if is_list else '-'}",
        f"itemlengths {lengths([len(p) for p in packed]) if is_list and name == 'string' else '-'}",
        f"values {sha(b''.join(packed))}",
        "",
    ])
    return sha(text.encode())


def check(folder, table):
    wrong = []
    for entry in table["files"]:
        file = pq.ParquetFile(os.path.join(folder, entry["path"]))
        if file.num_row_groups != len(entry["rowGroups"]):
            wrong.append([entry["path"], "row groups"])
            continue
        for i, group in enumerate(entry["rowGroups"]):
            rows = file.read_row_group(i)
            for name in rows.column_names:
                if digest(rows[name].combine_chunks()) != group["columnDigests"][name]:
                    wrong.append([entry["path"], i, name])
    return wrong


def main(folder, table_file):
    table = json.load(open(table_file))
    report = {"wrongDigests": check(folder, table)}
    if table["otherFiles"]:
        import hats
        import lsdb
        from hats.io.validation import is_valid_catalog

        everything = pa.concat_tables([pq.read_table(os.path.join(folder, f["path"]), partitioning=None) for f in table["files"]])
        cells = healpy.ang2pix(2**29, everything["ra"].to_numpy(), everything["dec"].to_numpy(), nest=True, lonlat=True)
        report["wrongCells"] = int((cells != everything["_healpix_29"].to_numpy()).sum())
        report["valid"] = bool(is_valid_catalog(folder, strict=True))
        report["totalRows"] = hats.read_hats(folder).catalog_info.total_rows
        report["metadataRows"] = pq.read_metadata(os.path.join(folder, "dataset", "_metadata")).num_rows
        report["lsdbRows"] = len(lsdb.open_catalog(folder).compute())
    print(json.dumps(report))


main(*sys.argv[1:])

"""Reads what our writers wrote with foreign tools. Usage: read-back.py FOLDER

For each FOLDER/NAME.{vot,fits,csv,tsv,json,parquet} the columns as lists, nulls as null, 64-bit integers as texts, NaN and
infinities as words; and the words about completeness. Prints one JSON document: {file: {columns, words}}.
astropy for VOTable and FITS, pyarrow for Parquet and CSV, Python's own modules for JSON and TSV.
"""
import csv, json, math, sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from astropy.io import fits
from astropy.io.votable import parse

folder = Path(sys.argv[1])
types = json.loads((folder / "types.json").read_text())
keys = ("Lingtai-Returned", "Lingtai-Complete", "Lingtai-Total", "Lingtai-Limit", "QUERY_STATUS", "origin")


def value(v):
    if v is None or v is np.ma.masked:
        return None
    if isinstance(v, (list, tuple, np.ndarray)):
        return [value(x) for x in v]
    if isinstance(v, (bytes, np.bytes_)):
        return v.decode()
    if isinstance(v, (bool, np.bool_)):
        return bool(v)
    if isinstance(v, (int, np.integer)):
        return str(v)
    if isinstance(v, (float, np.floating)):
        v = float(v)
        return repr(v) if math.isfinite(v) else "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    if hasattr(v, "isoformat"):
        return v.isoformat()
    return str(v)


def votable(path):
    document = parse(path, verify="exception")
    table = document.get_first_table()
    infos = [(i.name, i.value) for i in document.resources[0].infos] + [(i.name, i.value) for i in table.infos]
    return {f.name: [value(v) for v in table.array[f.name]] for f in table.fields}, dict(infos)


def fits_table(path):
    with fits.open(path, checksum=True) as hdus:
        hdus.verify("exception")
        header, data, columns = hdus[1].header, hdus[1].data, {}
        for column in hdus[1].columns:
            values = list(data[column.name])
            if column.null is not None:
                values = [None if v == column.null else v for v in values]
            columns[column.name] = [value(v) for v in values]
        words = {k: header.get(c) for k, c in (("Lingtai-Returned", "LTRETURN"), ("Lingtai-Complete", "LTCOMPL"), ("Lingtai-Total", "LTTOTAL"), ("Lingtai-Limit", "LTLIMIT"))}
        words["origin"] = next((c.split(": ", 1)[1] for c in header.get("COMMENT", []) if c.startswith("origin: ")), None)
        return columns, {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in words.items() if v is not None}


def csv_table(path):
    arrow = {"boolean": pa.bool_(), "uint8": pa.uint8(), "int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64(), "float32": pa.float32(), "float64": pa.float64()}
    convert = pa.csv.ConvertOptions(column_types={n: arrow.get(t, pa.string()) for n, t in types.items()}, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False)
    table = pa.csv.read_csv(path, parse_options=pa.csv.ParseOptions(newlines_in_values=True), convert_options=convert)
    return {n: [value(v) for v in table.column(n).to_pylist()] for n in table.column_names}, {}


def tsv_table(path):
    rows = list(csv.reader(path.open(newline="", encoding="utf8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    return {n: [row[i] for row in rows[1:]] for i, n in enumerate(rows[0])}, {}


def json_table(path):
    document = json.loads(path.read_text())
    columns = {f["name"]: [value(row[i]) for row in document["rows"]] for i, f in enumerate(document["fields"])}
    words = {f"Lingtai-{k.capitalize()}": str(document[k]).lower() if isinstance(document[k], bool) else str(document[k]) for k in ("returned", "complete", "total", "limit") if k in document}
    return columns, words | document["info"]


def parquet_table(path):
    file = pa.parquet.ParquetFile(path, page_checksum_verification=True)
    table = file.read()
    metadata = {k.decode(): v.decode() for k, v in (file.metadata.metadata or {}).items()}
    return {n: [value(v) for v in table.column(n).to_pylist()] for n in table.column_names}, metadata


readers = {".vot": votable, ".fits": fits_table, ".csv": csv_table, ".tsv": tsv_table, ".json": json_table, ".parquet": parquet_table}
out = {}
for path in sorted(folder.iterdir()):
    if path.suffix in readers and path.name != "types.json":
        columns, words = readers[path.suffix](path)
        out[path.name] = {"columns": columns, "words": {k: v for k, v in words.items() if k in keys}}
print(json.dumps(out))

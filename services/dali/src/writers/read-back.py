"""Reads what our writers wrote with foreign tools. Usage: read-back.py FOLDER

For each FOLDER/NAME.{vot,fits,csv,tsv,ecsv,json,parquet,arrows} the columns as lists, nulls as null, 64-bit integers as texts, NaN and
infinities as words; and the words about completeness. Prints one JSON document: {file: {columns, words}}.
astropy for VOTable, FITS and ECSV, pyarrow for Parquet, Arrow and CSV, Python's own modules for JSON and TSV. `about` is what
a format says of its columns beside their values, `coosys` and `timesys` how it names frame and time scale.
"""
import csv, io, json, math, sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
from astropy.io import fits
from astropy.io.votable import parse
from astropy.table import Table

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
    return {f.name: [value(v) for v in table.array[f.name]] for f in table.fields}, dict(infos), *votable_about(document)


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
    about = {f["name"]: {k: f.get(k) for k in ("unit", "description", "ucd", "utype", "xtype")} for f in document["fields"]}
    return columns, words | document["info"], about, document.get("position"), document.get("times")


def ecsv_table(path):
    table = Table.read(path, format="ascii.ecsv")
    trailer = [line[2:].split(": ", 1) for line in path.read_text().splitlines() if line.startswith("# Lingtai-")]
    about = {c.name: {"unit": str(c.unit) if c.unit else None, "description": c.description, **{k: c.meta.get(k) for k in ("ucd", "utype", "xtype")}} for c in table.itercols()}
    return {n: [value(v) for v in table[n]] for n in table.colnames}, {k: str(v) for k, v in table.meta.items()} | dict(trailer), about, table.meta.get("coosys"), table.meta.get("timesys")


def arrow_table(path):
    words, rows = {}, []
    with pa.ipc.open_stream(path.read_bytes()) as reader:
        schema = reader.schema
        while True:
            try:
                batch, custom = reader.read_next_batch_with_custom_metadata()
            except StopIteration:
                break
            batch.validate(full=True)
            rows.append(batch)
            words |= {k.decode(): v.decode() for k, v in (custom or {}).items()}
    table = pa.Table.from_batches(rows, schema)
    head = {k.decode(): v.decode() for k, v in (schema.metadata or {}).items()}
    about = {f.name: {k: (f.metadata or {}).get(k.encode(), b"").decode() or None for k in ("unit", "description", "ucd", "utype", "xtype")} | {"type": str(f.type)} for f in schema}
    coosys, timesys = (json.loads(head[k]) if k in head else None for k in ("coosys", "timesys"))
    return {n: [value(v) for v in table.column(n).to_pylist()] for n in table.column_names}, head | words, about, coosys, timesys


def votable_about(document):
    table, resource = document.get_first_table(), document.resources[0]
    about = {f.name: {"unit": str(f.unit) if f.unit else None, "description": f.description, "ucd": f.ucd, "utype": f.utype, "xtype": f.xtype, "ref": f.ref} for f in table.fields}
    coosys = [{"ID": c.ID, "frame": c.system, "epoch": c.epoch} for c in resource.coordinate_systems]
    timesys = [{"ID": c.ID, "timescale": c.timescale, "refposition": c.refposition} for c in resource.time_systems]
    return about, (coosys or [None])[0], (timesys or [None])[0]


def parquet_table(path):
    file = pa.parquet.ParquetFile(path, page_checksum_verification=True)
    table = file.read()
    metadata = {k.decode(): v.decode() for k, v in (file.metadata.metadata or {}).items()}
    assert metadata["IVOA.VOTable-Parquet.version"] == "1.0"
    document = parse(io.BytesIO(metadata["IVOA.VOTable-Parquet.content"].encode()), verify="exception")
    infos = {i.name: i.value for i in document.resources[0].infos}
    assert all(infos.get(k) == v for k, v in metadata.items() if k in keys and k != "Lingtai-Limit"), infos
    if path.name.startswith("plain-"):
        # astropy's reader of the convention knows no missing texts, times or lists: these files have none.
        whole = Table.read(path, format="parquet.votable")
        assert len(whole) == table.num_rows
        units = {c.name: str(c.unit or "") for c in whole.itercols()}
        assert units == {f.name: str(f.unit or "") for f in document.get_first_table().fields}, units
        table = whole.to_pandas().pipe(pa.Table.from_pandas)
    about, coosys, timesys = votable_about(document)
    for field in file.schema_arrow:
        about[field.name]["type"] = str(field.type)
    return {n: [value(v) for v in table.column(n).to_pylist()] for n in table.column_names}, metadata, about, coosys, timesys


readers = {".vot": votable, ".fits": fits_table, ".csv": csv_table, ".tsv": tsv_table, ".ecsv": ecsv_table, ".json": json_table, ".parquet": parquet_table, ".arrows": arrow_table}
out = {}
for path in sorted(folder.iterdir()):
    if path.suffix in readers and path.name != "types.json":
        columns, words, *more = readers[path.suffix](path)
        about, coosys, timesys = more or ({}, None, None)
        out[path.name] = {"columns": columns, "words": {k: v for k, v in words.items() if k in keys}, "about": about, "coosys": coosys, "timesys": timesys}
print(json.dumps(out))

"""Reads the raw files of a release over HTTP with foreign tools. Prints one JSON document.

Arguments: address of the release's tree with `/` at the end, the tree in it (`` or `restricted/until-2026-04/`), a token
(`-`: none). Made with lsdb 0.11, pyarrow 26, astropy 8.0, mocpy 0.21, fsspec 2026.9.
"""

import hashlib
import io
import json
import sys
import tarfile

import astropy.units as u
import fsspec
import lsdb
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from astropy.io import fits
from astropy.table import Table
from mocpy import MOC
from upath import UPath

base, tree, token = sys.argv[1:4]
root = base + tree
headers = {} if token == "-" else {"Authorization": f"Bearer {token}"}
http = fsspec.filesystem("http", headers=headers, block_size=4096)


def lsdb_ids():
    """A HATS catalogue at a web address."""
    catalogue = lsdb.open_catalog(UPath(f"{root}tables/lrs/", headers=headers) if headers else f"{root}tables/lrs")
    return sorted(int(i) for i in catalogue.compute()["obsid"])


def pyarrow_ids():
    """All partitions by the row groups that `_metadata` names, one column of each."""
    data = ds.parquet_dataset(f"{root}tables/lrs/dataset/_metadata", filesystem=http)
    return sorted(data.to_table(columns=["obsid"])["obsid"].to_pylist())


def one_partition():
    """The footer of a file and one of its columns by ranges, and all of it as astropy reads it."""
    path = next(f["path"] for f in listing["files"] if "Npix" in f["path"] and f["path"].startswith(f"{tree}tables/lrs/"))
    with http.open(base + path) as file:
        columns = pq.ParquetFile(file).read(columns=["obsid"])["obsid"].to_pylist()
    with http.open(base + path) as file:
        # Of texts astropy 8.0 reads no nulls.
        table = Table.read(io.BytesIO(file.read()), format="parquet", include_names=["obsid", "ra"])
    return [sorted(columns), sorted(int(i) for i in table["obsid"])]


def from_pack():
    """A member of a pack by one range, where the index says that it lies; and all members by tarfile."""
    with http.open(f"{root}products/spectra/index.parquet") as file:
        index = pq.read_table(file).to_pylist()
    packs = sorted(f["path"] for f in listing["files"] if f["path"].startswith(f"{tree}products/spectra/pack"))
    row = index[0]
    data = http.cat_file(base + packs[0], start=row["offset"], end=row["offset"] + row["size"])
    with fits.open(io.BytesIO(data)) as hdus:
        obsid = int(hdus[0].header["OBSID"])
    with tarfile.open(fileobj=io.BytesIO(http.cat_file(base + packs[0]))) as tar:
        members = [hashlib.sha256(tar.extractfile(member).read()).hexdigest() for member in tar.getmembers()]
    return {
        "ids": sorted(int(r["obsid"]) for r in index),
        "sameDigest": hashlib.sha256(data).hexdigest() == row["sha256"],
        "sameId": obsid == row["obsid"],
        "sameMembers": sorted(members) == sorted(r["sha256"] for r in index),
    }


def map_holds():
    """The coverage map holds every position of the tree's table."""
    moc = MOC.from_fits(io.BytesIO(http.cat_file(f"{root}maps/lrs.moc.fits")))
    table = ds.parquet_dataset(f"{root}tables/lrs/dataset/_metadata", filesystem=http).to_table()
    inside = moc.contains_lonlat(table["ra"].to_numpy() * u.deg, table["dec"].to_numpy() * u.deg)
    return bool(inside.all())


listing = json.loads(http.cat_file(base.rstrip("/")))
arrays = next(f for f in listing["files"] if f["path"].startswith(f"{tree}arrays/spectra/"))
with http.open(base + arrays["path"]) as file:
    array_rows = pq.ParquetFile(file).metadata.num_rows
json.dump(
    {
        "lsdb": lsdb_ids(),
        "pyarrow": pyarrow_ids(),
        "partition": one_partition(),
        "pack": from_pack(),
        "arrayRows": array_rows,
        "mapHolds": map_holds(),
    },
    sys.stdout,
)

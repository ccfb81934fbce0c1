"""Which pairs of a match are missing or wrong, by a KD-tree of unit vectors.

_query-kdtree.py CATALOGUE.parquet UPLOAD.parquet IDS OBSIDS RADIUS_ARCSEC; prints JSON. IDS and OBSIDS are the pairs found,
as little-endian 32-bit and 64-bit integers. Pairs within a millionth of the radius of the border may fall to either side.
"""

import json
import sys

import numpy as np
import pyarrow.parquet as pq
import scipy
from scipy.spatial import cKDTree


def vectors(table):
    ra, dec = (np.radians(table[name].to_numpy()) for name in ("ra", "dec"))
    return np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def keys(ids, obsids):
    """One number for a pair, sorted: the obsids have at most 37 bits here."""
    return np.sort((ids.astype(np.uint64) << np.uint64(40)) | obsids.astype(np.uint64))


catalogue_file, upload_file, ids_file, obsids_file, radius = sys.argv[1:]
chord = 2 * np.sin(np.radians(float(radius) / 3600) / 2)
upload = pq.read_table(upload_file)
tree = cKDTree(vectors(upload), balanced_tree=False)
upload_ids = upload["id"].to_numpy()
found = {factor: [] for factor in (1 - 1e-6, 1, 1 + 1e-6)}
for batch in pq.ParquetFile(catalogue_file).iter_batches(1 << 20):
    rows = vectors(batch)
    obsids = batch["obsid"].to_numpy()
    distance, _ = tree.query(rows, distance_upper_bound=chord * 1.001, workers=2)
    near = np.flatnonzero(np.isfinite(distance))
    for factor, pairs in found.items():
        lists = tree.query_ball_point(rows[near], chord * factor)
        counts = np.fromiter((len(one) for one in lists), int, len(lists))
        flat = np.fromiter((i for one in lists for i in one), int, counts.sum())
        pairs.append(keys(upload_ids[flat], np.repeat(obsids[near], counts)))
sure, exact, most = (np.sort(np.concatenate(pairs)) for pairs in found.values())
ours = keys(np.fromfile(ids_file, "<i4"), np.fromfile(obsids_file, "<i8"))
twice = len(ours) - len(np.unique(ours))
print(
    json.dumps(
        {
            "tool": f"scipy {scipy.__version__} cKDTree",
            "pairs": len(exact),
            "missing": int(np.sum(~np.isin(sure, ours))),
            "wrong": int(np.sum(~np.isin(ours, most))) + twice,
        }
    )
)

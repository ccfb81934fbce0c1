"""Matches by position of a TAP service against astropy's. Prints one JSON document. Arguments: address, table, other table."""

import json
import sys

import astropy.units as u
import numpy as np
import pyvo
from astropy.coordinates import SkyCoord, search_around_sky
from astropy.table import Table

url, table, other = sys.argv[1:4]
service = pyvo.dal.TAPService(url)
radius = 2.0


def positions(name):
    rows = service.run_sync(f"SELECT obsid, ra, dec FROM {name}", maxrec=1_000_000).to_table()
    return rows, SkyCoord(rows["ra"].value, rows["dec"].value, unit="deg")


def wanted(one, two, first, second):
    i, j, apart, _ = search_around_sky(one, two, radius * u.arcsec)
    return {(str(first[a]), int(second[b])): float(s) for a, b, s in zip(i, j, apart.to_value(u.arcsec))}


def found(result):
    return {(str(row["one"]), int(row["two"])): float(row["sep"]) for row in result}


def difference(got, expected):
    """The greatest difference of two separations in arcsec, or the pairs that only one of the two has."""
    if set(got) != set(expected):
        return sorted(map(str, set(got) ^ set(expected)))
    return max(abs(got[pair] - expected[pair]) for pair in expected)


near = "DISTANCE(a.ra, a.dec, b.ra, b.dec)"
join = f"JOIN {{}} AS b ON {near} < {radius} / 3600"
rows, sky = positions(table)
rng = np.random.default_rng(4)
# Each position moved by 0 to 4 arcsec in any direction: about half of the list is out of reach.
moved = sky.directional_offset_by(rng.uniform(0, 360, len(sky)) * u.deg, rng.uniform(0, 4, len(sky)) * u.arcsec)
mine = Table({"name": [f"m{i}" for i in range(len(sky))], "ra": moved.ra.deg, "dec": moved.dec.deg})
of_list = wanted(moved, sky, mine["name"], rows["obsid"])
by_list = service.run_sync(
    f"SELECT a.name AS one, b.obsid AS two, {near} * 3600 AS sep FROM tap_upload.mine AS a {join.format(table)}",
    uploads={"mine": mine},
    maxrec=1_000_000,
)
others, other_sky = positions(other)
of_table = wanted(sky, other_sky, rows["obsid"], others["obsid"])
by_table = service.run_sync(
    f"SELECT a.obsid AS one, b.obsid AS two, {near} * 3600 AS sep FROM {table} AS a {join.format(other)}", maxrec=1_000_000
)
print(
    json.dumps(
        {
            "list": {"sent": len(mine), "pairs": len(of_list), "difference": difference(found(by_list), of_list)},
            "table": {"pairs": len(of_table), "difference": difference(found(by_table), of_table)},
        }
    )
)

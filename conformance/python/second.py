"""A survey described by one YAML file, seen by pyvo, astropy and pandas. Usage: second.py URL SHARED; prints one JSON document."""
import io, json, sys, warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyvo
import requests
from astropy.coordinates import SkyCoord
from astropy.io import fits

url, data = sys.argv[1], Path(sys.argv[2]) / "data"
warnings.simplefilter("ignore")
release, wrong = f"{url}/second/dr1/v1", []
files = sorted(data.glob("spectra_other/ondrejov_ccd700/*.fits"))
headers = {f.stem: fits.getheader(f, 1) for f in files}
sky = SkyCoord([h["RA"] for h in headers.values()], [h["DEC"] for h in headers.values()], unit="deg")
service = pyvo.dal.SCSService(f"{release}/cone/spectra?")
for centre in sky:
    got = sorted(str(r["id"]) for r in service.search(pos=centre, radius=10))
    wanted = sorted(i for i, near in zip(headers, sky.separation(centre).deg <= 10) if near)
    if got != wanted:
        wrong.append(f"cone {centre.to_string()}: {got} instead of {wanted}")
for f in files:
    table = pd.read_csv(io.StringIO(requests.get(f"{release}/spectra/{f.stem}.csv").text), float_precision="round_trip")
    theirs = fits.getdata(f, 1)
    for ours, column in (("wavelength", "spectral"), ("flux", "flux")):
        if not np.array_equal(table[ours].to_numpy(), np.asarray(theirs[column], "f8")):
            wrong.append(f"{f.stem} {ours}")
    detail = requests.get(f"{release}/spectra/{f.stem}.json").json()
    if detail["segments"][0]["medium"] != "air" or detail["segments"][0]["wavelengthUnit"] != "Angstrom":
        wrong.append(f"{f.stem}: {detail['segments'][0]['medium']}")
products = 0
for product, table, key, paths, mime in (
    ("ccd700", "spectra", "id", files, "application/fits"),
    ("sky", "images", "id", [data / "images/sky/gc_2mass_k.fits", data / "images/sky/gc_msx_e.fits"], "image/fits"),
    ("kepler", "curves", "kepler", sorted(data.glob("lightcurves/kplr*.fits")), "application/fits"),
    ("raw", "raws", "id", sorted(data.glob("lightcurves/macho/*.txt")), "application/x-solar-raw"),
):
    rows = requests.get(f"{url}/api/second/dr1/v1/tables/{table}/rows", params={"COLUMNS": key}).json()["rows"]
    if len(rows) != len(paths):
        wrong.append(f"{product}: {len(rows)} listed instead of {len(paths)}")
    contents = {p.read_bytes() for p in paths}
    for (ident,) in rows:
        answer = requests.get(f"{release}/files/{product}/{ident}")
        products += 1
        if answer.status_code != 200 or answer.content not in contents or answer.headers["Content-Type"] != mime:
            wrong.append(f"{product} {ident}: {answer.status_code} {answer.headers.get('Content-Type')}")
for accref, mime in requests.get(f"{url}/api/second/dr1/v1/tables/raws/rows", params={"COLUMNS": "accref,mime"}).json()["rows"]:
    answer = requests.get(accref)
    if answer.status_code != 200 or answer.headers["Content-Type"] != mime:
        wrong.append(f"{accref}: {answer.status_code}")
summary = {p["name"]: (p["type"], p["mime"], p["count"]) for p in requests.get(f"{url}/api/second").json()["products"]}
print(json.dumps({"spectra": len(files), "products": products, "summary": summary, "wrong": wrong}))

"""What a server says of the LAMOST excerpt beside what astropy, pandas and pyvo make of the same files.

Usage: lamost.py URL SHARED. Prints one JSON document: for each check how much was compared and what differed.
Run by conformance/lamost.test.ts with the versions of tools/python-requirements.txt.
"""
import gzip, io, json, sys, warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyvo
import requests
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.table import Table
from PIL import Image

url, shared = sys.argv[1], Path(sys.argv[2])
data = shared / "data/lamost"
release = f"{url}/lamost-excerpt/excerpt/v1"
api = f"{url}/api/lamost-excerpt/excerpt/v1/tables"
http = requests.Session()
warnings.simplefilter("ignore")
out = {}


def report(name, compared, differences):
    out[name] = {"compared": int(compared), "differences": [str(d) for d in differences][:10]}


def get(address, **parameters):
    answer = http.get(address, params=parameters)
    answer.raise_for_status()
    return answer


def spectrum_id(path):
    return f"{path.parent.name.split('_')[0]}-{path.name.removeprefix('spec-').removeprefix('med-').split('.fits')[0]}"


def bytes_of(path):
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


lrs = {spectrum_id(p): p for p in sorted(data.glob("lrs/*/*.fits*"))}
mrs = {spectrum_id(p): p for p in sorted(data.glob("mrs/*/*.fits*"))}
headers = {i: fits.getheader(io.BytesIO(bytes_of(p)), 0) for i, p in (lrs | mrs).items()}


# Catalogues as pandas reads them.
afgk = pd.read_csv(data / "catalogues/lamost_stellar_afgk_3165.csv")
dr10 = pd.concat([pd.read_csv(data / f"catalogues/lamost_dr10_type_{t}_params.csv") for t in "AG"], ignore_index=True)
names = (data / "catalogues/LMDR3_diskRGB2.dat").open().readline().lstrip("#").split()
giants = pd.read_csv(data / "catalogues/LMDR3_diskRGB2.dat", sep=r"\s+", comment="#", names=names)
positions = {
    "lrs": (list(lrs), [headers[i]["RA"] for i in lrs], [headers[i]["DEC"] for i in lrs]),
    "stellar_afgk": (afgk.obsid.astype(int).astype(str).tolist(), afgk.ra, afgk.dec),
    "dr10_params": (dr10.obsid.astype(int).astype(str).tolist(), dr10.ra, dr10.dec),
    "disk_giants": (giants.obsid.astype(int).astype(str).tolist(), giants.ra, giants.dec),
}


def cones():
    compared, found, wrong = 0, 0, []
    for table, (ids, ra, dec) in positions.items():
        sky = SkyCoord(np.asarray(ra, float), np.asarray(dec, float), unit="deg")
        service = pyvo.dal.SCSService(f"{release}/cone/{table}?")
        for k, radius in ((0, 0.1), (len(ids) // 3, 1.0), (len(ids) // 2, 5.0), (len(ids) - 1, 20.0)):
            centre = sky[k]
            apart = sky.separation(centre).deg
            expected = sorted(i for i, a in zip(ids, apart) if a <= radius)
            got = service.search(pos=centre, radius=radius, MAXREC=100000)
            mine = sorted(str(r) for r in got.getcolumn(got.fieldname_with_ucd("ID_MAIN")))
            compared, found = compared + 1, found + len(mine)
            near = {i for i, a in zip(ids, apart) if abs(a - radius) < 1e-9}
            if set(mine) - near != set(expected) - near or len(mine) != len(set(mine)):
                wrong.append(f"{table} {centre.to_string()} {radius}: {len(mine)} rows instead of {len(expected)}")
    for ra, dec in ((0, 90), (359.999, 0), (180, -90)):
        sky = SkyCoord(giants.ra.values, giants.dec.values, unit="deg")
        n = int((sky.separation(SkyCoord(ra, dec, unit="deg")).deg <= 30).sum())
        got = len(pyvo.dal.SCSService(f"{release}/cone/disk_giants?").search(pos=(ra, dec), radius=30, MAXREC=100000))
        compared, found = compared + 1, found + got
        if got != n:
            wrong.append(f"giants around {ra} {dec}: {got} instead of {n}")
    report("cone: rows of pyvo's SCSService equal a brute-force selection by astropy", compared, wrong)
    out["cone rows"] = found


def verbs():
    wrong = []
    columns = get(f"{api}/lrs").json()["columns"]
    service = pyvo.dal.SCSService(f"{release}/cone/lrs?")
    centre = SkyCoord(positions["lrs"][1][0], positions["lrs"][2][0], unit="deg")
    for verb in (1, 2, 3):
        got = list(service.search(pos=centre, radius=0.1, verbosity=verb).fieldnames)
        wanted = [c["name"] for c in columns if c["verb"] <= 10 * verb]
        if got != wanted:
            wrong.append(f"VERB={verb}: {set(got) ^ set(wanted)}")
    report("cone: VERB chooses the fields", 3, wrong)


def limits():
    wrong = []
    service = pyvo.dal.SCSService(f"{release}/cone/disk_giants?")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        # pyvo's SCSQuery looks for SCS's own words only; its general query knows DALI's overflow.
        got = pyvo.dal.DALQuery(f"{release}/cone/disk_giants?", RA=giants.ra[0], DEC=giants.dec[0], SR=20, MAXREC=5).execute()
    if len(got) != 5 or not any("DALOverflowWarning" in w.category.__name__ for w in seen):
        wrong.append(f"MAXREC=5: {len(got)} rows, {[w.category.__name__ for w in seen]}")
    answer = http.get(f"{release}/cone/disk_giants", params={"RA": giants.ra[0], "DEC": giants.dec[0], "SR": 20, "MAXREC": 5})
    if (answer.headers["Lingtai-Returned"], answer.headers["Lingtai-Complete"], answer.headers["Lingtai-Limit"]) != ("5", "false", "MAXREC=5"):
        wrong.append(f"headers: {dict(answer.headers)}")
    none = service.search(pos=(giants.ra[0], giants.dec[0]), radius=0)
    if len(none) != 0 or len(none.fieldnames) < 5:
        wrong.append(f"SR=0: {len(none)} rows, {len(none.fieldnames)} fields")
    for parameters in ({"RA": 1, "DEC": 2}, {"RA": "x", "DEC": 2, "SR": 1}, {"RA": 1, "DEC": 91, "SR": 1}, {"RA": 1, "DEC": 2, "SR": 1, "VERB": 9}):
        query = pyvo.dal.SCSQuery(f"{release}/cone/disk_giants?")
        query.update({k: str(v) for k, v in parameters.items()})
        try:
            query.execute()
            wrong.append(f"{parameters}: no error")
        except pyvo.dal.DALQueryError as error:
            if not str(error):
                wrong.append(f"{parameters}: no reason")
    report("cone: MAXREC, SR=0 and errors as pyvo sees them", 7, wrong)


def cell(value):
    if value is None or value is np.ma.masked or value is pd.NaT:
        return None
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, (np.ndarray, np.ma.MaskedArray, list, tuple)):
        return tuple(cell(v) for v in (value.tolist() if isinstance(value, np.ndarray) else value))
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return int(value) if isinstance(value, (int, np.integer)) else str(value).rstrip()


def same(a, b):
    a, b = cell(a), cell(b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and float(a) == float(b)
    return a == b or str(a) == str(b) or (a in (None, "") and b in (None, ""))


def every_format():
    wrong, compared = [], 0
    for table in ("stellar_afgk", "lrs"):
        ids, ra, dec = positions[table]
        where = {"RA": float(np.asarray(ra)[0]), "DEC": float(np.asarray(dec)[0]), "SR": 3, "VERB": 2}
        scalars = [c["name"] for c in get(f"{api}/{table}").json()["columns"] if c["verb"] <= 20 and "arraysize" not in c and c["type"] != "timestamp"]
        read = lambda name: get(f"{release}/cone/{table}", RESPONSEFORMAT=name, **where).content
        base = Table.read(io.BytesIO(read("votable")), format="votable")
        answers = {
            "votable/b2": Table.read(io.BytesIO(read("votable/b2")), format="votable"),
            "votable/b": Table.read(io.BytesIO(read("votable/b")), format="votable"),
            "fits": Table.read(io.BytesIO(read("fits")), format="fits", hdu=1),
            "csv": Table.read(read("csv").decode(), format="ascii.csv", fill_values=[("", "0")]),
            "tsv": Table.read(read("tsv").decode(), format="ascii.tab", fill_values=[("", "0")]),
            "parquet": pq.read_table(io.BytesIO(read("parquet"))).to_pydict(),
            "json": None,
        }
        document = json.loads(read("json"))
        answers["json"] = {f["name"]: [row[i] for row in document["rows"]] for i, f in enumerate(document["fields"])}
        for name, got in answers.items():
            for column in scalars:
                compared += len(base)
                theirs, ours = list(base[column]), list(got[column])
                if len(theirs) != len(ours):
                    wrong.append(f"{table} {name} {column}: {len(ours)} rows instead of {len(theirs)}")
                    break
                for row, (a, b) in enumerate(zip(theirs, ours)):
                    if not same(a, np.float32(b) if isinstance(a, np.float32) and b is not None and b is not np.ma.masked else b):
                        wrong.append(f"{table} {name} {column} row {row}: {b!r} instead of {a!r}")
                        break
    report("every RESPONSEFORMAT holds the same values", compared, wrong)


def found_ids(table, **parameters):
    answer = get(f"{api}/{table}/rows", COLUMNS="obsid", MAXREC=100000, **parameters)
    assert answer.headers["Lingtai-Complete"] == "true"
    return [int(row[0]) for row in answer.json()["rows"]]


def searches():
    wrong = []
    a = afgk.assign(obsid=afgk.obsid.astype(int))
    cases = [
        ({"teff": "5000..6000"}, (a.teff.astype("f4") >= 5000) & (a.teff.astype("f4") <= 6000)),
        ({"subclass": "G*"}, a.subclass.str.upper().str.startswith("G")),
        ({"subclass": "G?,K5"}, a.subclass.str.fullmatch(r"(?i:G.)|K5", na=False)),
        ({"class": "STAR", "logg": "..4", "feh": "-0.5.."}, (a["class"] == "STAR") & (a.logg.astype("f4") <= 4) & (a.feh.astype("f4") >= -0.5)),
        ({"obsid": ",".join(map(str, a.obsid[:7]))}, a.obsid.isin(a.obsid[:7])),
    ]
    for parameters, mask in cases:
        got = found_ids("stellar_afgk", **parameters)
        if sorted(got) != sorted(a.obsid[mask]):
            wrong.append(f"{parameters}: {len(got)} rows instead of {int(mask.sum())}")
        count = get(f"{api}/stellar_afgk/count", **parameters).json()["count"]
        if count != int(mask.sum()):
            wrong.append(f"{parameters}: count {count} instead of {int(mask.sum())}")
    ordered = found_ids("stellar_afgk", ORDER="-teff,obsid", teff="-99999..")
    wanted = a.assign(teff=a.teff.astype("f4")).sort_values(["teff", "obsid"], ascending=[False, True]).obsid.tolist()
    if ordered != wanted:
        wrong.append("ORDER=-teff,obsid")
    pages = [int(r[0]) for n in range(0, 3165, 1000) for r in get(f"{api}/stellar_afgk/rows", COLUMNS="obsid", MAXREC=1000, OFFSET=n).json()["rows"]]
    if sorted(pages) != sorted(a.obsid):
        wrong.append(f"pages of 1000 hold {len(pages)} rows")
    sky = SkyCoord(a.ra.values, a.dec.values, unit="deg")
    centre = SkyCoord(a.ra[10], a.dec[10], unit="deg")
    mask = sky.separation(SkyCoord(centre.to_string("hmsdms"))).arcsec <= 1800
    got = found_ids("stellar_afgk", POS=centre.to_string("hmsdms"), RADIUS=1800)
    if sorted(got) != sorted(a.obsid[mask]):
        wrong.append(f"sexagesimal POS: {len(got)} rows instead of {int(mask.sum())}")
    groups = {g["value"]: g["count"] for g in get(f"{api}/stellar_afgk/statistics", COLUMN="subclass").json()["groups"]}
    if groups != a.subclass.value_counts().to_dict():
        wrong.append("statistics of subclass")
    report("searches, counts, order, pages and positions equal pandas' selections", 2 * len(cases) + 4, wrong)


def names():
    wrong = []
    i = next(k for k in lrs if k.startswith("dr8"))
    designation = headers[i]["DESIG"]
    place = SkyCoord(headers[i]["RA"], headers[i]["DEC"], unit="deg")
    for text, kind in ((i, "id"), (designation, "designation"), (place.to_string("hmsdms"), "position"), (f"{headers[i]['RA']} {headers[i]['DEC']}", "position")):
        matches = get(f"{url}/api/resolve", q=text).json()["matches"]
        hits = [m for m in matches if m["kind"] == kind]
        if not hits or (kind == "id" and hits[0]["id"] != i):
            wrong.append(f"{text}: {matches}")
        elif kind == "position" and SkyCoord(hits[0]["raDeg"], hits[0]["decDeg"], unit="deg").separation(place).arcsec > 0.01:
            wrong.append(f"{text}: {hits[0]}")
    report("what is typed leads to the spectrum or the position", 4, wrong)


def arrays(path):
    """The coadded or single segments of a file: name, wavelength, flux, inverse variance."""
    with fits.open(io.BytesIO(bytes_of(path))) as hdus:
        if hdus[0].data is not None:
            rows, header = hdus[0].data, hdus[0].header
            formula = 10 ** (header["COEFF0"] + header["COEFF1"] * np.arange(rows.shape[1]))
            dr1 = path.parent.name.startswith("dr1_")
            return [(None, formula if dr1 else rows[2], rows[0], rows[1])]
        found = []
        for hdu in hdus[1:]:
            names = hdu.columns.names
            get_column = lambda n: np.asarray(hdu.data[n][0] if hdu.data[n].ndim == 2 else hdu.data[n])
            wave = get_column("WAVELENGTH") if "WAVELENGTH" in names else 10 ** get_column("LOGLAM").astype("f8")
            up = slice(None, None, 1 if wave[0] < wave[-1] else -1)  # wavelengths ascend in what is served
            found.append((hdu.name, wave[up], get_column("FLUX")[up], get_column("IVAR")[up]))
        return found


def check_arrays(ident, path, table, wrong, where):
    expected = arrays(path)
    values = {n: np.asarray(table[n]) for n in ("segment", "wavelength", "flux", "ivar")}
    if len(values["flux"]) != sum(len(e[2]) for e in expected):
        wrong.append(f"{where} {ident}: {len(values['flux'])} pixels")
        return
    for name, wave, flux, ivar in expected:
        mine = np.ones(len(values["flux"]), bool) if name is None else values["segment"] == name
        if mine.sum() != len(flux):
            wrong.append(f"{where} {ident} {name}: {int(mine.sum())} pixels instead of {len(flux)}")
            continue
        # Three files' own wavelength row differs from their coefficients by 0.003 A, which is what float32 and the file's rounding leave.
        apart = np.abs(values["wavelength"][mine].astype("f8") - wave.astype("f8")).max()
        if apart > 0.004:
            wrong.append(f"{where} {ident} {name}: wavelengths differ by {apart} A")
        for label, theirs in (("flux", flux), ("ivar", ivar)):
            if not np.array_equal(values[label][mine].astype(theirs.dtype), theirs, equal_nan=True):
                wrong.append(f"{where} {ident} {name} {label}")


def spectra():
    wrong, sizes = [], 0
    rows = {}
    for table in ("lrs", "mrs"):
        document = get(f"{api}/{table}/rows", COLUMNS="accref,accsize,mime,preview", MAXREC=1000).json()
        for accref, accsize, mime, preview in document["rows"]:
            rows[accref.rsplit("/", 1)[1].removesuffix(".fits")] = (accref, int(accsize), mime, preview)
    if set(rows) != set(lrs) | set(mrs):
        wrong.append(f"ids differ: {sorted(set(rows) ^ (set(lrs) | set(mrs)))[:4]}")
    for ident, path in (lrs | mrs).items():
        accref, accsize, mime, _ = rows[ident]
        answer = get(accref)
        sizes += len(answer.content)
        if answer.content != path.read_bytes():
            wrong.append(f"{ident}.fits is not the file")
        if accsize != int(answer.headers["Content-Length"]) or mime != answer.headers["Content-Type"]:
            wrong.append(f"{ident}: accsize or mime")
    report("spectra: .fits is the file byte for byte, accsize its length, mime its type", len(rows), wrong)
    out["spectra bytes"] = sizes
    folders = {}
    for ident, path in (lrs | mrs).items():
        folders.setdefault(path.parent.name, []).append((ident, path))
    some = [(i, p) for files in folders.values() for i, p in files[:8]]
    wrong = []
    for ident, path in some:
        table = pd.read_csv(io.StringIO(get(f"{release}/spectra/{ident}.csv").text), dtype={"segment": str}, float_precision="round_trip")
        check_arrays(ident, path, table, wrong, "csv")
    report("spectra: CSV holds astropy's arrays in every layout", len(some), wrong)
    wrong = []
    for ident, path in (files[-1] for files in folders.values()):
        content = get(f"{release}/spectra/{ident}.parquet").content
        check_arrays(ident, path, pq.read_table(io.BytesIO(content)).to_pandas(), wrong, "parquet")
        detail = get(f"{release}/spectra/{ident}.json").json()
        flux = np.concatenate([np.asarray(s["flux"], "f8") for s in detail["segments"]])
        theirs = np.concatenate([e[2] for e in arrays(path)]).astype("f8")
        if len(flux) != len(theirs) or not np.allclose(flux, np.where(np.isfinite(theirs), theirs, np.nan), rtol=1e-7, equal_nan=True):
            wrong.append(f"json {ident}")
        did = http.get(f"{url}/did", params={"ID": detail["obsPublisherDid"]})
        if did.status_code != 200 or did.json()["id"] != ident:
            wrong.append(f"{detail['obsPublisherDid']} leads to {did.status_code} {did.url}")
        image = Image.open(io.BytesIO(get(rows[ident][3]).content))
        image.load()
        if image.format != "PNG" or image.size[0] < 400 or len(set(image.convert("RGB").resize((90, 42)).getdata())) < 3:
            wrong.append(f"png {ident}: {image.format} {image.size}")
    report("spectra: Parquet, JSON, PNG and identifiers of each layout", 4 * len(folders), wrong)
    out["layouts"] = len(folders)


for check in (cones, verbs, limits, every_format, searches, names, spectra):
    check()
print(json.dumps(out))

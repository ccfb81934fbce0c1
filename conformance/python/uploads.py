"""Uploads and tables of one's own, seen by pyvo and requests. Usage: uploads.py URL FIXTURES TOKEN_A TOKEN_B; prints one
JSON document: what was wrong, and what was answered to wrong requests."""
import io, json, re, sys, warnings
from pathlib import Path

import numpy as np
import pyvo
import requests
from astropy.io.votable import parse_single_table
from astropy.table import Table
from pyvo.dal.exceptions import DALQueryError
from pyvo.utils import prototype

prototype.activate_features("cadc-tb-upload")
warnings.simplefilter("ignore")
url, fixtures, token_a, token_b = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
expected = json.loads((fixtures / "expected.json").read_text())["columns"]
wrong, answers = [], {}


def session(token):
    made = requests.Session()
    made.headers["Authorization"] = f"Bearer {token}"
    return made


def check(what, got, wanted):
    if got != wanted:
        wrong.append(f"{what}: {got!r} instead of {wanted!r}")


anybody = pyvo.dal.TAPService(f"{url}/tap")
alice = pyvo.dal.TAPService(f"{url}/tap", session=session(token_a))
bob = pyvo.dal.TAPService(f"{url}/tap", session=session(token_b))

# Every form of upload, the same values out again, with types, units and meaning.
query = "SELECT * FROM tap_upload.mine"
for name in ("tabledata.xml", "tabledata.xml.gz", "binary.xml", "binary2.xml", "table.fits", "table.parquet"):
    table = anybody.search(query, uploads={"mine": io.BytesIO((fixtures / name).read_bytes())}).votable.get_first_table()
    fields = {f.name: f for f in table.fields}
    check(f"{name} ids", [None if m else str(v) for v, m in zip(table.array["id"].data, table.array["id"].mask)], expected["id"])
    check(f"{name} ra", [None if np.isnan(v) else float(v) for v in np.ma.filled(table.array["ra"], np.nan)], expected["ra"])
    check(f"{name} p", table.array["p"].tolist(), expected["p"])
    check(f"{name} t", str(table.array["t"][0]), "2026-11-21T09:40:00.123456")
    check(f"{name} types", [fields[n].datatype for n in ("id", "short", "whole", "byte", "f32", "ra", "flag")],
          ["long", "short", "int", "unsignedByte", "float", "double", "boolean"])
    check(f"{name} meaning", [fields["t"].xtype, fields["p"].xtype, fields["p"].arraysize, str(fields["ra"].unit), fields["ra"].ucd],
          ["timestamp", "point", "2", "deg", "pos.eq.ra;meta.main"])
for name in ("table.csv", "table.tsv"):
    rows = anybody.search("SELECT id, ra FROM tap_upload.mine WHERE id = 9007199254740993", uploads={"mine": io.BytesIO((fixtures / name).read_bytes())})
    check(name, [(int(r["id"]), float(r["ra"])) for r in rows], [(9007199254740993, 0.1)])

# A table made here; two tables joined.
left = Table({"id": np.arange(20_000), "x": np.arange(20_000) * 0.5})
right = Table({"id": np.arange(10_000, 30_000), "y": np.arange(20_000)})
joined = "SELECT COUNT(*) AS n, MAX(a.x) AS x FROM tap_upload.a AS a JOIN tap_upload.b AS b ON a.id = b.id"
check("join", [(int(r["n"]), float(r["x"])) for r in anybody.search(joined, uploads={"a": left, "b": right})], [(10_000, 9999.5)])

# Jobs: the upload is kept with the job; a bad one is refused when the job is made.
job = anybody.submit_job("SELECT COUNT(*) AS n FROM tap_upload.a", uploads={"a": left})
job.run().wait(timeout=30)
check("job", [job.phase, int(job.fetch_result()[0]["n"])], ["COMPLETED", 20_000])
job.delete()
job = anybody.submit_job("SELECT COUNT(*) AS n FROM tap_upload.a")
job.upload(a=right)
job.run().wait(timeout=30)
check("job with a later upload", int(job.fetch_result()[0]["n"]), 20_000)
job.delete()


def refused(work):
    try:
        work()
    except (DALQueryError, pyvo.dal.exceptions.DALServiceError) as error:
        return str(error)
    return "not refused"


def posted(path, content, **more):
    return requests.post(f"{url}/tap/{path}", data={"LANG": "ADQL", "QUERY": query, "UPLOAD": "mine,param:mine"},
                         files={"mine": ("mine", content, "text/csv")}, allow_redirects=False, **more)


answers["bad sync"] = [posted("sync", "a,b\n1,2\n3\n").status_code, posted("sync", "a,b\n1,2\n3\n").text]
answers["bad async"] = [posted("async", "a,b\n1,2\n3\n").status_code, posted("async", "a,b\n1,2\n3\n").text]
answers["by url"] = refused(lambda: anybody.search(query, uploads={"mine": "http://127.0.0.1:1/x"}))
answers["no such upload"] = refused(lambda: anybody.search("SELECT * FROM tap_upload.other", uploads={"mine": left}))

# Tables of one's own.
definition = """<vosi:table xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:vod="http://www.ivoa.net/xml/VODataService/v1.1"><name>user_alice.stars</name><description>My stars</description>
<column><name>id</name><ucd>meta.id</ucd><dataType xsi:type="vod:VOTableType">long</dataType></column>
<column><name>ra</name><unit>deg</unit><dataType xsi:type="vod:TAPType">DOUBLE</dataType></column>
<column><name>name</name><dataType xsi:type="vod:VOTableType" arraysize="*">char</dataType></column>
<column><name>t</name><dataType xsi:type="vod:TAPType">TIMESTAMP</dataType></column></vosi:table>"""
alice.create_table("user_alice.stars", io.BytesIO(definition.encode()), format="VOSITable")
rows = "id\tra\tname\tt\n9007199254740993\t0.1\t星\t2026-11-21T09:40:00.5\n2\t\t\t\n"
alice.load_table("user_alice.stars", io.BytesIO(rows.encode()), format="tsv")
alice.load_table("user_alice.stars", io.BytesIO(b"name,id\nlast,3\n"), format="csv")
more = io.BytesIO()
Table({"id": np.array([4, 5], "i2"), "ra": np.array([1.5, 2.5], "f4")}).write(more, format="fits")
alice.load_table("user_alice.stars", io.BytesIO(more.getvalue()), format="FITSTable")
alice.create_index("user_alice.stars", "ra")
got = alice.search("SELECT id, ra, name, t FROM user_alice.stars ORDER BY id DESC")
check("own rows", [int(r["id"]) for r in got], [9007199254740993, 5, 4, 3, 2])
check("own text", [str(got[0]["name"]), str(got[0]["t"]), float(got[0]["ra"])], ["星", "2026-11-21T09:40:00.5", 0.1])
# pyvo asks for one table without the token: https://github.com/astropy/pyvo passes no session to VOSITables.
detail = session(token_a).get(f"{url}/tap/tables/user_alice.stars").text
check("described", ["user_alice.stars" in alice.tables.keys(), re.findall("<name>(id|ra|name|t)</name>", detail)],
      [True, ["id", "ra", "name", "t"]])
schema = "SELECT table_name FROM TAP_SCHEMA.tables WHERE table_name LIKE 'user%'"
check("TAP_SCHEMA", [[str(r["table_name"]) for r in s.search(schema)] for s in (alice, bob, anybody)], [["user_alice.stars"], [], []])
stars = "SELECT COUNT(*) AS n FROM user_alice.stars"
answers["of another"] = refused(lambda: bob.search(stars))
vot = io.BytesIO()
Table({"a": [1, 2]}).write(vot, format="votable")
bob.create_table("user_bob.two", io.BytesIO(vot.getvalue()), format="VOTable")
check("rows of a VOTable", int(bob.search("SELECT COUNT(*) AS n FROM user_bob.two")[0]["n"]), 2)
own, other = session(token_a), session(token_b)
shared = own.post(f"{url}/api/user-tables/stars", json={"shared": "public"})
check("share", [shared.status_code, shared.json()["shared"], shared.json()["indexes"]], [200, "public", ["ra"]])
check("shared", [int(s.search(stars)[0]["n"]) for s in (bob, anybody)], [5, 5])
check("listed", [[t["name"] for t in s.get(f"{url}/api/user-tables").json()["tables"]] for s in (own, other, requests)],
      [["user_alice.stars"], ["user_bob.two", "user_alice.stars"], ["user_alice.stars"]])
kept = own.post(f"{url}/api/user-tables", json={"name": "bright", "query": "SELECT id AS i, ra FROM user_alice.stars WHERE ra > 1"})
check("kept result", [kept.status_code, kept.json().get("rowCount"), [c["name"] for c in kept.json().get("columns", [])]], [201, 2, ["i", "ra"]])
job = alice.submit_job("SELECT i FROM user_alice.bright ORDER BY i")
job.run().wait(timeout=30)
check("own table in a job", [int(r["i"]) for r in job.fetch_result()], [4, 5])
job.delete()


def status(method, path, who, **more):
    response = who.request(method, f"{url}{path}", **more)
    return [response.status_code, response.text]


csv = {"Content-Type": "text/csv"}
answers["change of another"] = status("DELETE", "/tap/tables/user_alice.stars", other)
answers["load of another"] = status("POST", "/tap/load/user_alice.stars", other, data="id\n1\n", headers=csv)
answers["without token"] = status("PUT", "/tap/tables/user_alice.x", requests, data=definition, headers={"Content-Type": "text/xml"})
answers["twice"] = status("PUT", "/tap/tables/user_alice.stars", own, data=definition, headers={"Content-Type": "text/xml"})
answers["wrong cell"] = status("POST", "/tap/load/user_alice.stars", own, data="id,ra\n1,2\n2,north\n", headers=csv)
answers["wrong column"] = status("POST", "/tap/load/user_alice.stars", own, data="id,rra\n1,2\n", headers=csv)
answers["wrong definition"] = status("PUT", "/tap/tables/user_alice.y", own, data="<a/>", headers={"Content-Type": "text/xml"})
answers["wrong index"] = status("POST", "/tap/table-update", own, data={"table": "user_alice.stars", "index": "rra"})
check("nothing was added", int(alice.search(stars)[0]["n"]), 5)
alice.remove_table("user_alice.stars")
answers["removed"] = refused(lambda: alice.search(stars))
check("left", [t["name"] for t in own.get(f"{url}/api/user-tables").json()["tables"]], ["user_alice.bright"])
print(json.dumps({"wrong": wrong, "answers": answers}))

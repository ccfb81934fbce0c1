"""What pyvo sees of a TAP service. Prints one JSON document. Arguments: address, table, token."""

import io
import json
import sys

import pyvo
import requests
from astropy.table import Table
from pyvo.dal.exceptions import DALQueryError

url, table, token = sys.argv[1:4]
service = pyvo.dal.TAPService(url)
out = {"pyvo": pyvo.__version__}

sync = service.run_sync(f"SELECT TOP 7 * FROM {table}")
first = sync.to_table()
out["sync"] = {"rows": len(sync), "columns": list(first.colnames), "units": {c: str(first[c].unit) for c in first.colnames}}
key, ra, dec = first["obsid"][0], float(first["ra"][0]), float(first["dec"][0])

cone = service.run_sync(
    f"SELECT obsid, DISTANCE(POINT(ra, dec), POINT({ra}, {dec})) AS d FROM {table} "
    f"WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE({ra}, {dec}, 0.01))"
)
out["cone"] = {"found": int(key) in [int(k) for k in cone["obsid"]], "far": float(max(cone["d"]))}

cut = service.run_sync(f"SELECT obsid FROM {table}", maxrec=3)
out["overflow"] = {"rows": len(cut), "status": cut.query_status}

try:
    service.run_sync("SELECT nothing FROM nowhere")
    out["error"] = None
except DALQueryError as error:
    out["error"] = str(error)

job = service.submit_job(f"SELECT COUNT(*) AS n FROM {table}", maxrec=10)
job.run()
job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
counted = job.fetch_result()
out["async"] = {"phase": job.phase, "n": int(counted["n"][0]), "results": [r.id_ for r in job.results]}
job.delete()

bad = service.submit_job("SELECT nothing FROM nowhere")
bad.run()
bad.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
out["badJob"] = {"phase": bad.phase, "message": bad._job.errorsummary.message.content}
bad.delete()

out["tables"] = {name: len(service.tables[name].columns) for name in service.tables.keys()}
out["examples"] = [e["QUERY"] for e in service.examples]
out["found"] = [len(service.run_sync(e["QUERY"])) for e in service.examples]

join = service.run_sync(
    "SELECT t.table_name, COUNT(*) AS n FROM TAP_SCHEMA.tables AS t "
    "JOIN TAP_SCHEMA.columns AS c ON c.table_name = t.table_name GROUP BY t.table_name"
)
out["schemaJoin"] = {str(row["table_name"]): int(row["n"]) for row in join}
out["std"] = {
    str(row["column_name"]): int(row["std"])
    for row in service.run_sync("SELECT column_name, std FROM TAP_SCHEMA.columns WHERE table_name = 'TAP_SCHEMA.columns'")
}
out["keys"] = sorted(
    f"{row['from_table']}.{row['from_column']}>{row['target_table']}.{row['target_column']}"
    for row in service.run_sync(
        "SELECT k.from_table, c.from_column, k.target_table, c.target_column "
        "FROM TAP_SCHEMA.keys AS k JOIN TAP_SCHEMA.key_columns AS c ON c.key_id = k.key_id"
    )
)

mine = Table({"name": ["near", "far"], "ra": [ra, (ra + 180) % 360], "dec": [dec, -dec]})
upload = service.run_sync(
    f"SELECT m.name, t.obsid FROM tap_upload.mine AS m "
    f"JOIN {table} AS t ON DISTANCE(POINT(m.ra, m.dec), POINT(t.ra, t.dec)) < 1.0 / 3600",
    uploads={"mine": mine},
)
out["upload"] = sorted({(str(row["name"]), int(row["obsid"])) for row in upload})
later = service.submit_job("SELECT name, ra FROM tap_upload.mine", uploads={"mine": mine})
later.run()
later.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
out["uploadJob"] = [str(name) for name in later.fetch_result()["name"]]
later.delete()

session = requests.Session()
session.headers["Authorization"] = f"Bearer {token}"
mine_only = pyvo.dal.TAPService(url, session=session)
owned = mine_only.submit_job(f"SELECT TOP 1 obsid FROM {table}")
owned.run()
owned.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
out["token"] = {
    "phase": owned.phase,
    "owner": owned.owner,
    "listed": owned.job_id in [j.jobid for j in mine_only.get_job_list()],
    "anonymous": requests.get(owned.url, timeout=20).status_code,
}
owned.delete()

formats = {}
for name in ["votable", "votable/b2", "votable/b"]:
    answer = requests.post(f"{url}/sync", data={"QUERY": f"SELECT TOP 5 obsid, ra FROM {table}", "RESPONSEFORMAT": name}, timeout=20)
    formats[name] = [int(v) for v in Table.read(io.BytesIO(answer.content), format="votable")["obsid"]]
out["formats"] = formats
print(json.dumps(out))

"""Asks a TAP service with a bearer token through pyvo: url, token. Prints what it saw as JSON."""
import json
import sys

import pyvo
import requests

url, token = sys.argv[1:]
query = "SELECT schema_name FROM TAP_SCHEMA.schemas"

# The two lines of the documentation.
session = requests.Session(); session.headers["Authorization"] = f"Bearer {token}"
service = pyvo.dal.TAPService(url, session=session)

rows = len(service.search(query))
job = service.submit_job(query)
job.run().wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=30)

# The same by pyvo's own negotiation with what the capabilities offer.
auth = pyvo.auth.AuthSession()
auth.credentials.set("ivo://ivoa.net/sso#token", session)
negotiated = pyvo.dal.TAPService(url, session=auth)
owner = negotiated._session.get(f"{url}/capabilities").headers.get("X-VO-Authenticated")
auth.update_from_capabilities(negotiated.capabilities)
rows = min(rows, len(negotiated.search(query)))

methods = set()
for capability in service.capabilities:
    for interface in capability.interfaces:
        for method in interface.securitymethods:
            methods.add(method.standardid or "anonymous")
anonymous = len(list(pyvo.dal.TAPService(url).get_job_list()))
print(json.dumps({
    "owner": job.owner or owner,
    "rows": rows,
    "phase": job.phase,
    "methods": sorted(methods),
    "anonymous": anonymous,
}))

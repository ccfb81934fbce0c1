"""A cone search found by its capabilities, as pyvo reads them: address of the cone search. Prints what it saw as JSON."""
import io
import json
import sys
import warnings
import xml.etree.ElementTree as etree

import pyvo
import requests
from astropy.coordinates import SkyCoord
from pyvo.io import vosi

url = sys.argv[1]
warnings.simplefilter("ignore")
raw = {name: requests.get(f"{url}/{name}").content for name in ("capabilities", "availability", "tables")}
capabilities = list(vosi.parse_capabilities(io.BytesIO(raw["capabilities"]).read))
availability = vosi.parse_availability(io.BytesIO(raw["availability"]).read)
tables = list(vosi.parse_tables(io.BytesIO(raw["tables"]).read).iter_tables())
# pyvo has no class for the elements of ConeSearch.
extension = next(
    c for c in etree.fromstring(raw["capabilities"])
    if c.get("{http://www.w3.org/2001/XMLSchema-instance}type") == "cs:ConeSearch"
)
test = {e.tag: float(e.text) for e in extension.find("testQuery")}

cone = next(c for c in capabilities if c.standardid == "ivo://ivoa.net/std/ConeSearch")
interface = cone.interfaces[0]
service = pyvo.dal.SCSService(interface.accessurls[0].content)
found = service.search(pos=SkyCoord(test["ra"], test["dec"], unit="deg"), radius=test["sr"], verbosity=3)
print(json.dumps({
    "standards": [c.standardid for c in capabilities],
    "interface": type(interface).__name__,
    "role": interface.role,
    "methods": {c.standardid: sorted(m.standardid or "anonymous" for m in c.interfaces[0].securitymethods) for c in capabilities},
    "maxsr": float(extension.findtext("maxSR")),
    "maxrecords": int(extension.findtext("maxRecords")),
    "verbosity": extension.findtext("verbosity"),
    "available": availability.available,
    "tables": [t.name for t in tables],
    "columns": [[c.name, c.datatype.content, c.ucd] for t in tables for c in t.columns],
    "fields": [[f.name, f.datatype, f.ucd] for f in (found.getdesc(n) for n in found.fieldnames)],
    "found": len(found),
}))

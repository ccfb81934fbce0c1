"""What astroquery's TapPlus sees of a TAP service. Prints one JSON document. Arguments: address, table, a folder for files."""

import json
import logging
import sys
from pathlib import Path

from astropy.table import Table
from astroquery.utils.tap.core import TapPlus

logging.getLogger("astroquery").setLevel("WARNING")
url, table, folder = sys.argv[1:4]
service = TapPlus(url=url, verbose=False)
sync = service.launch_job(f"SELECT TOP 3 obsid, ra, dec FROM {table}", verbose=False).get_results()
job = service.launch_job_async(f"SELECT COUNT(*) AS n FROM {table}", verbose=False)
mine = Path(folder) / "mine.vot"
Table({"name": ["a", "b"], "ra": [10.5, 11.0]}).write(mine, format="votable")
upload = service.launch_job(
    "SELECT name, ra FROM tap_upload.mine ORDER BY name", upload_resource=str(mine), upload_table_name="mine", verbose=False
).get_results()
try:
    service.launch_job("SELECT nothing FROM nowhere", verbose=False)
    error = None
except Exception as wrong:  # astroquery raises requests' own error
    error = str(wrong)
print(
    json.dumps(
        {
            "sync": [len(sync), sync.colnames, str(sync["ra"].unit)],
            "async": [job.get_phase(), int(job.get_results()["n"][0])],
            "upload": [[str(r["name"]), float(r["ra"])] for r in upload],
            "error": error,
        }
    )
)

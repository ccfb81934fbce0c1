"""A SAMP hub of pyvo with the Web Profile, and a program on it that takes tables.

Prints "ready" when both run, and one JSON document for the first table that arrives: what the message says and
what astropy reads at its address. Ends then.
"""

import json
import queue
import threading
import time
import warnings

from astropy import log
from astropy.io.votable import parse_single_table
from pyvo.samp import SAMPHubServer, SAMPIntegratedClient
from pyvo.samp.hub import WebProfileDialog

warnings.simplefilter("ignore")
log.setLevel("ERROR")


class Consent(WebProfileDialog):
    """The user who says yes to every page that asks."""

    def show_dialog(self, *_):
        self.consent()

    def answer_for_ever(self):
        while True:
            self.handle_queue()
            time.sleep(0.05)


dialog = Consent()
threading.Thread(target=dialog.answer_for_ever, daemon=True).start()
hub = SAMPHubServer(web_profile=True, web_profile_dialog=dialog, mode="multiple")
hub.start()
client = SAMPIntegratedClient(name="taker of tables")
client.connect(hub_params=hub.params)
arrived = queue.Queue()
client.bind_receive_notification(
    "table.load.votable", lambda _key, sender, _mtype, params, _extra: arrived.put((sender, params))
)
print("ready", flush=True)
sender, params = arrived.get(timeout=60)
table = parse_single_table(params["url"]).to_table()
print(
    json.dumps(
        {
            "sender": client.get_metadata(sender)["samp.name"],
            "name": params["name"],
            "columns": table.colnames,
            "rows": len(table),
        }
    ),
    flush=True,
)
client.disconnect()
hub.stop()

"""Pixels and flux range of LAMOST files by astropy, as the viewer must draw them: portal.py SHARED_DATA FILE…

Only segments of the coadd (or the single spectrum) count; a flux that is not finite is not drawn.
"""

import json
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits


def fluxes(hdus):
    if hdus[0].data is not None:
        return [hdus[0].data[0]]
    coadds = [h for h in hdus[1:] if h.name.startswith("COADD")]
    # One row of vectors, or one row a pixel: flattened they are the same.
    return [np.ravel(h.data["FLUX"]) for h in coadds]


def look(path):
    with fits.open(path) as hdus:
        flux = np.concatenate([np.asarray(f, "f8") for f in fluxes(hdus)])
        exposures = sum(1 for h in hdus[1:] if h.name[:2] in ("B-", "R-"))
    flux = flux[np.isfinite(flux)]
    return {"points": len(flux), "min": float(flux.min()), "max": float(flux.max()), "exposures": exposures}


root = Path(sys.argv[1])
print(json.dumps({name: look(root / name) for name in sys.argv[2:]}))

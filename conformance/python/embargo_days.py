"""Days as surveys write the end of an embargo: the numbers in access-embargo.test.ts. Made with astropy 8.0.2."""
import json

from astropy.time import Time

days = ["2026-03-02", "2026-07-01", "2026-07-01T12:00:00"]
times = [Time(day, scale="utc") for day in days]
print(json.dumps([{"day": day, "mjd": t.mjd, "year": round(float(t.decimalyear), 9)} for day, t in zip(days, times)]))

const rad = Math.PI / 180;

/** Galactic longitude and latitude (degrees) of an ICRS position. */
export function galactic(raDeg: number, decDeg: number): { l: number; b: number } {
  const poleRa = 192.85948 * rad;
  const poleDec = 27.12825 * rad;
  const ra = raDeg * rad - poleRa;
  const dec = decDeg * rad;
  const sinB = Math.sin(dec) * Math.sin(poleDec) + Math.cos(dec) * Math.cos(poleDec) * Math.cos(ra);
  const y = Math.cos(dec) * Math.sin(ra);
  const x = Math.sin(dec) * Math.cos(poleDec) - Math.cos(dec) * Math.sin(poleDec) * Math.cos(ra);
  const l = 122.93192 - Math.atan2(y, x) / rad;
  return { l: ((l % 360) + 360) % 360, b: Math.asin(sinB) / rad };
}

/** The position `x` degrees east and `y` degrees north of a centre (gnomonic projection). */
export function offsetPosition(raDeg: number, decDeg: number, x: number, y: number): { ra: number; dec: number } {
  const xi = x * rad;
  const eta = y * rad;
  const dec0 = decDeg * rad;
  const denominator = Math.cos(dec0) - eta * Math.sin(dec0);
  const ra = raDeg + Math.atan2(xi, denominator) / rad;
  const dec = Math.atan2(Math.sin(dec0) + eta * Math.cos(dec0), Math.hypot(xi, denominator)) / rad;
  return { ra: (ra + 360) % 360, dec };
}

function sexagesimal(value: number, digits: number): string {
  const unit = 10 ** digits;
  const total = Math.floor(value * 3600 * unit + 1e-6);
  const seconds = (total % (60 * unit)) / unit;
  const minutes = Math.floor(total / (60 * unit)) % 60;
  const whole = Math.floor(total / (3600 * unit));
  return `${String(whole).padStart(2, '0')}${String(minutes).padStart(2, '0')}${seconds.toFixed(digits).padStart(digits + 3, '0')}`;
}

/** `LTSIM Jhhmmss.ss+ddmmss.s`: truncated, not rounded, as the IAU asks for designations made of positions. */
export function designation(raDeg: number, decDeg: number): string {
  return `LTSIM J${sexagesimal(raDeg / 15, 2)}${decDeg < 0 ? '-' : '+'}${sexagesimal(Math.abs(decDeg), 1)}`;
}

/** `092530N251030`: a field centre in a plan's name. */
export function fieldName(raDeg: number, decDeg: number): string {
  const whole = (text: string) => text.split('.')[0]!;
  return `${whole(sexagesimal(raDeg / 15, 1))}${decDeg < 0 ? 'S' : 'N'}${whole(sexagesimal(Math.abs(decDeg), 1))}`;
}

/** Correction from the observed to the heliocentric velocity (km/s), of a circular orbit of the Earth: good to 0.6 km/s. */
export function heliocentricKms(raDeg: number, decDeg: number, mjd: number): number {
  const days = mjd - 51544.5;
  const anomaly = (357.528 + 0.9856003 * days) * rad;
  const sun = (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly)) * rad;
  const tilt = 23.4393 * rad;
  const [ra, dec] = [raDeg * rad, decDeg * rad];
  const x = Math.cos(dec) * Math.cos(ra);
  const y = Math.cos(dec) * Math.sin(ra) * Math.cos(tilt) + Math.sin(dec) * Math.sin(tilt);
  return 29.785 * (Math.sin(sun) * x - Math.cos(sun) * y);
}

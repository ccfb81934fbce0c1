/** The CDS portal at a position (ICRS degrees). */
export function cdsPortalUrl(raDeg: number, decDeg: number): string {
  return `https://cdsportal.u-strasbg.fr/?target=${encodeURIComponent(`${raDeg} ${decDeg}`)}`;
}

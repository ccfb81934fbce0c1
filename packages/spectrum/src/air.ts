/**
 * Refraction of standard air (15 °C, 101,325 Pa, no water), as the IAU standard and Morton (1991, ApJS 77, 119) give it;
 * `wavelengthAngstrom` is in vacuum. Valid above 2000 Angstrom.
 */
function refraction(wavelengthAngstrom: number): number {
  const s2 = (1e4 / wavelengthAngstrom) ** 2;
  return 1 + 6.4328e-5 + 2.94981e-2 / (146 - s2) + 2.554e-4 / (41 - s2);
}

const FROM_ANGSTROM = 2000;

/** Vacuum wavelength (Angstrom) to air. Below 2000 Angstrom wavelengths are given in vacuum by convention and stay. */
export function airOfVacuum(wavelengthAngstrom: number): number {
  return wavelengthAngstrom < FROM_ANGSTROM ? wavelengthAngstrom : wavelengthAngstrom / refraction(wavelengthAngstrom);
}

/** Air wavelength (Angstrom) to vacuum: the exact inverse of `airOfVacuum`, by iteration. */
export function vacuumOfAir(wavelengthAngstrom: number): number {
  if (wavelengthAngstrom < FROM_ANGSTROM / refraction(FROM_ANGSTROM)) return wavelengthAngstrom;
  let vacuum = wavelengthAngstrom;
  for (let i = 0; i < 4; i++) vacuum = wavelengthAngstrom * refraction(vacuum);
  return vacuum;
}

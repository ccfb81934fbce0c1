/** The physical column of every table with positions: HEALPix cell of order 29, nested; null where a row has no position. */
export const cellColumn = '_healpix_29';

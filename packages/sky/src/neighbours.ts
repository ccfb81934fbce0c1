import { cellOf, type FaceCell, faceCell } from './healpix.ts';

// Faces 0-3 lie around the north pole, 4-7 on the equator, 8-11 around the south pole (row = face >> 2).
function faceAt(row: number, column: number): number {
  return 4 * row + (column & 3);
}

/** The neighbour across one edge; `dx` or `dy` is ±1, the other 0. Across polar face borders the axes turn. */
function step({ face, x, y }: FaceCell, dx: number, dy: number, nside: number): FaceCell {
  const nx = x + dx;
  const ny = y + dy;
  const last = nside - 1;
  if (nx >= 0 && nx <= last && ny >= 0 && ny <= last) return { face, x: nx, y: ny };
  const row = face >> 2;
  const column = face & 3;
  if (row === 0 && nx > last) return { face: faceAt(0, column + 1), x: y, y: last };
  if (row === 0 && ny > last) return { face: faceAt(0, column + 3), x: last, y: x };
  if (row === 2 && nx < 0) return { face: faceAt(2, column + 3), x: y, y: 0 };
  if (row === 2 && ny < 0) return { face: faceAt(2, column + 1), x: 0, y: x };
  if (nx > last) return { face: faceAt(row - 1, column + (row === 2 ? 1 : 0)), x: 0, y };
  if (ny > last) return { face: faceAt(row - 1, column + (row === 1 ? 3 : 0)), x, y: 0 };
  if (nx < 0) return { face: faceAt(row + 1, column + (row === 1 ? 3 : 0)), x: last, y };
  return { face: faceAt(row + 1, column + (row === 0 ? 1 : 0)), x, y: last };
}

/** The cell that touches a corner of the whole face from the other side; eight such corners have only three cells. */
function acrossFaceCorner(face: number, dx: number, dy: number, nside: number): FaceCell | undefined {
  const row = face >> 2;
  const column = face & 3;
  const last = nside - 1;
  if (dx === dy) {
    if (row === 1) return undefined;
    if (dx > 0)
      return row === 0 ? { face: faceAt(0, column + 2), x: last, y: last } : { face: faceAt(0, column), x: 0, y: 0 };
    return row === 2 ? { face: faceAt(2, column + 2), x: 0, y: 0 } : { face: faceAt(2, column), x: last, y: last };
  }
  if (row !== 1) return undefined;
  return dx > 0 ? { face: faceAt(1, column + 1), x: 0, y: last } : { face: faceAt(1, column + 3), x: last, y: 0 };
}

function diagonal(cell: FaceCell, dx: number, dy: number, nside: number): FaceCell | undefined {
  const xInside = cell.x + dx >= 0 && cell.x + dx < nside;
  const yInside = cell.y + dy >= 0 && cell.y + dy < nside;
  if (yInside) return step({ ...cell, y: cell.y + dy }, dx, 0, nside);
  if (xInside) return step({ ...cell, x: cell.x + dx }, 0, dy, nside);
  return acrossFaceCorner(cell.face, dx, dy, nside);
}

/** The cells that touch a nested cell, in the order SW, W, NW, N, NE, E, SE, S (healpy's); 8, or 7 (6 at order 0) where three faces meet. */
export function cellNeighbours(order: number, cell: bigint): bigint[] {
  const at = faceCell(order, cell);
  const nside = 2 ** order;
  const around = [
    step(at, -1, 0, nside),
    diagonal(at, -1, 1, nside),
    step(at, 0, 1, nside),
    diagonal(at, 1, 1, nside),
    step(at, 1, 0, nside),
    diagonal(at, 1, -1, nside),
    step(at, 0, -1, nside),
    diagonal(at, -1, -1, nside),
  ];
  return around.filter((c) => c !== undefined).map((c) => cellOf(order, c));
}

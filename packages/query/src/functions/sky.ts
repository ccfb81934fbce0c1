import type { ColumnType } from '@lingtai/columns';
import type { Call } from '../geometry/geometry.ts';
import type { Scalar } from '../ir.ts';
import { apply, float64, int64, literalOf, randomNumber } from '../types.ts';
import { type ArgumentKind, documented, type FunctionHelpers, type FunctionSignature } from './signature.ts';

const point: ColumnType = { scalar: 'float64', arraysize: 2 };
const six: ColumnType = { scalar: 'float64', arraysize: 6 };

function healpixIndex(call: Call, { integer, float, geometry }: FunctionHelpers): Scalar {
  const [order, a, b] = call.arguments;
  const [ra, dec] = b ? [float(a!), float(b)] : geometry.coordinates(a!);
  return apply('healpix-index', int64, integer(order!), ra, dec);
}

function floats(name: string, type: ColumnType): NonNullable<FunctionSignature['special']> {
  return (call, { float }) => apply(name, type, ...call.arguments.map(float));
}

const motion: readonly ArgumentKind[] = Array.from({ length: 8 }, () => 'float');
const motionText =
  'ra DOUBLE, dec DOUBLE, parallax DOUBLE, pmra DOUBLE, pmdec DOUBLE, radial_velocity DOUBLE, ref_epoch DOUBLE, out_epoch DOUBLE';
const places = { unit: 'deg', ucd: 'pos.eq', xtype: 'point' };

function transform(name: string): FunctionSignature {
  return {
    name: 'turn-point',
    arguments: ['string', 'string', 'same'],
    result: 'float64',
    unit: 'deg',
    special: (call, { geometry }) => geometry.transform(call.arguments[0]!, call.arguments[1]!, call.arguments[2]!),
    ...documented([
      `${name}(from_sys VARCHAR, to_sys VARCHAR, geo GEOMETRY) -> GEOMETRY`,
      'A point, circle or polygon turned from one frame to another: ICRS, FK5, GALACTIC.',
      '把点、圆或多边形从一个坐标系转换到另一个：ICRS、FK5、GALACTIC。',
    ]),
  };
}

function normal(call: Call, { float }: FunctionHelpers): Scalar {
  const [mu, sigma] = call.arguments.map(float) as [Scalar, Scalar];
  const number = (n: number): Scalar => literalOf(float64, n);
  // Box and Muller; 1 - rand is above 0.
  const size = apply(
    'sqrt',
    float64,
    apply('mul', float64, number(-2), apply('log', float64, apply('sub', float64, number(1), randomNumber()))),
  );
  const turn = apply('cos', float64, apply('mul', float64, number(2 * Math.PI), randomNumber()));
  return apply('add', float64, mu, apply('mul', float64, sigma, apply('mul', float64, size, turn)));
}

/** Positions in the IVOA catalogue of user functions. */
export const skyFunctions: Readonly<Record<string, FunctionSignature>> = {
  IVO_HEALPIX_INDEX: {
    name: 'healpix-index',
    arguments: ['integer', 'same', 'float'],
    optional: 1,
    result: 'int64',
    ucd: 'pos.healpix',
    special: healpixIndex,
    ...documented([
      'ivo_healpix_index(order INTEGER, ra DOUBLE, dec DOUBLE) -> BIGINT',
      'The nested HEALPix cell of an order (0 to 29) that holds a position in degrees, or a POINT.',
      '给定阶（0 到 29）的 HEALPix（nested）单元编号，位置以度给出，也可用 POINT。',
    ]),
  },
  IVO_HEALPIX_CENTER: {
    name: 'healpix-center',
    arguments: ['integer', 'integer'],
    result: 'float64',
    ...places,
    special: (call, { integer }) => apply('healpix-center', point, ...call.arguments.map(integer)),
    ...documented([
      'ivo_healpix_center(order INTEGER, index BIGINT) -> POINT',
      'The centre of a nested HEALPix cell.',
      'HEALPix（nested）单元的中心。',
    ]),
  },
  IVO_APPLY_PM: {
    name: 'apply-pm',
    arguments: ['float', 'float', 'float', 'float', 'float'],
    result: 'float64',
    ...places,
    special: floats('apply-pm', point),
    ...documented([
      'ivo_apply_pm(ra DOUBLE, dec DOUBLE, pmra DOUBLE, pmdec DOUBLE, epdist DOUBLE) -> POINT',
      'The position after epdist years of proper motion, through the tangential plane; degrees and degrees a year, pmra with cos(dec).',
      '经过 epdist 年自行后的位置（切平面近似）；单位为度和度/年，pmra 含 cos(dec)。',
    ]),
  },
  IVO_EPOCH_PROP: {
    name: 'epoch-prop',
    arguments: motion,
    result: 'float64',
    special: floats('epoch-prop', six),
    ...documented([
      `ivo_epoch_prop(${motionText}) -> DOUBLE[6]`,
      'Position, parallax, proper motion and radial velocity at another epoch for uniform motion in space; deg, mas, mas/yr, km/s, Julian years.',
      '按空间匀速运动推算另一历元的位置、视差、自行和视向速度；单位为 deg、mas、mas/yr、km/s 和儒略年。',
    ]),
  },
  IVO_EPOCH_PROP_POS: {
    name: 'epoch-prop-pos',
    arguments: motion,
    result: 'float64',
    ...places,
    special: floats('epoch-prop-pos', point),
    ...documented([
      `ivo_epoch_prop_pos(${motionText}) -> POINT`,
      'The position at another epoch for uniform motion in space; units as in ivo_epoch_prop.',
      '按空间匀速运动推算另一历元的位置；单位同 ivo_epoch_prop。',
    ]),
  },
  IVO_GEOM_TRANSFORM: transform('ivo_geom_transform'),
  GAVO_TRANSFORM: transform('gavo_transform'),
  IVO_NORMAL_RANDOM: {
    name: 'rand',
    arguments: ['float', 'float'],
    result: 'float64',
    volatile: true,
    special: normal,
    ...documented([
      'ivo_normal_random(mu DOUBLE, sigma DOUBLE) -> DOUBLE',
      'A random number of a normal distribution with mean mu and width sigma.',
      '均值 mu、标准差 sigma 的正态分布随机数。',
    ]),
  },
};

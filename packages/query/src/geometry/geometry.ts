import type { Expression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import {
  parseMocAscii,
  parseRegion,
  type Region,
  regionAreaDeg2,
  regionCentroid,
  SphericalPolygon,
  separationDeg,
} from '@lingtai/sky';
import type { Scalar } from '../ir.ts';
import type { Problems } from '../problems.ts';
import {
  apply,
  boolean,
  castTo,
  float64,
  isArray,
  isNull,
  isNumber,
  literalOf,
  nullLiteral,
  string,
} from '../types.ts';
import { boxScalars } from './box.ts';
import { folded } from './constant.ts';
import { xtypeOf } from './fields.ts';
import { forms } from './forms.ts';
import { frameOf, withoutFrame } from './frames.ts';
import { mocAreaDeg2, mocAsciiOf, mocOfRegion } from './moc.ts';
import { relate } from './relate.ts';
import {
  type MocShape,
  numberOf,
  type Shape,
  type ShapeKind,
  shapeOf,
  shapeOfList,
  shapeOfRegion,
  shapeTypes,
  turnShape,
} from './shape.ts';
import { wrongCircle, wrongPosition } from './wrong.ts';

export type Call = Extract<Expression, { kind: 'call' }>;

/** A shape; null where the query's geometry is null; `undefined` where it is wrong, which was told. */
type Found = Shape | MocShape | 'null' | undefined;

/** Geometry of ADQL 2.1 section 4.2 in one SELECT. Everything inside is ICRS, in degrees, with great circles as sides. */
export class Geometry {
  readonly #argument: (e: Expression) => Scalar;
  readonly #problems: Problems;
  readonly #field: (e: Expression) => Field | undefined;

  /** `field` says what is known of a plain column, also one of a derived table. */
  constructor(argument: (e: Expression) => Scalar, problems: Problems, field: (e: Expression) => Field | undefined) {
    this.#argument = argument;
    this.#problems = problems;
    this.#field = field;
  }

  /** CONTAINS(a, b) and INTERSECTS(a, b) as a boolean. */
  contains(call: Call): Scalar {
    const [a, b] = call.arguments;
    if (!a || !b || call.arguments.length !== 2) return this.#wrong(call, literalOf(boolean, null));
    const [x, y] = [this.#shape(a), this.#shape(b)];
    if (!x || !y || x === 'null' || y === 'null') return literalOf(boolean, null);
    const test = call.name === 'CONTAINS' ? 'contains' : 'intersects';
    const related = this.#attempt(call, () => relate(test, x, y) ?? 'unknown');
    if (related !== 'unknown') return related ?? literalOf(boolean, null);
    this.#problems.add(call, 'QUERY-GEOMETRY', {
      en: `${call.name} of a MOC takes a point: CONTAINS(POINT(ra, dec), MOC(…)), or a constant region as MOC(order, region).`,
      zh: `${call.name} 与 MOC 一起使用时需要点：CONTAINS(POINT(ra, dec), MOC(…))；常量区域可写作 MOC(order, region)。`,
    });
    return literalOf(boolean, null);
  }

  /** Any other geometry function as a value; geometries as the arrays of DALI 1.1. */
  value(call: Call): Scalar {
    switch (call.name) {
      case 'DISTANCE':
        return this.#distance(call);
      case 'AREA':
        return this.#area(call);
      case 'COORD1':
      case 'COORD2':
        return this.#coordinate(call);
      case 'COORDSYS': {
        const shape = this.#only(call);
        return shape && shape !== 'null' ? literalOf(string, 'ICRS') : nullLiteral;
      }
      default: {
        const shape = this.#shape(call);
        if (shape === 'null' || !shape) return literalOf(this.#typeOf(call.name), null);
        return shape.kind === 'moc' ? literalOf(string, mocAsciiOf(shape.moc)) : shape.value;
      }
    }
  }

  /** A geometry as a value of the plan, turned from one frame to another. */
  transform(from: Expression, to: Expression, geometry: Expression): Scalar {
    if (from.kind !== 'string' || to.kind !== 'string') {
      this.#problems.add(from.kind === 'string' ? to : from, 'QUERY-FRAME', {
        en: "The frames must be texts written in the query, such as 'ICRS' or 'GALACTIC'.",
        zh: "坐标系必须是查询中直接写出的文本，例如 'ICRS'、'GALACTIC'。",
      });
      return nullLiteral;
    }
    const frames = [frameOf(from.value, from, this.#problems), frameOf(to.value, to, this.#problems)] as const;
    const shape = this.#plainShape(geometry);
    return shape ? turnShape(shape, ...frames).value : nullLiteral;
  }

  /** `CAST(… AS POINT)` and its like: a geometry of that kind, or its text as REGION or DALI (`10 20 0.5`) writes it. */
  cast(e: Expression, type: 'POINT' | 'CIRCLE' | 'POLYGON'): Scalar {
    const kind = type.toLowerCase() as ShapeKind;
    const isNumbers = e.kind === 'string' && /^[\s\d+\-.]/.test(e.value);
    const text = isNumbers ? { ...e, value: `${type} ${e.value}` } : e;
    const span = e.span ? { span: e.span } : {};
    const read: Expression = e.kind === 'string' ? { kind: 'call', name: 'REGION', arguments: [text], ...span } : e;
    return this.#plainShape(read, kind)?.value ?? literalOf(shapeTypes[kind], null);
  }

  /** Right ascension and declination of a point-valued expression. */
  coordinates(e: Expression): readonly [Scalar, Scalar] {
    const shape = this.#plainShape(e, 'point');
    if (!shape) return [literalOf(float64, null), literalOf(float64, null)];
    const { value } = shape;
    if (value.kind === 'apply' && value.function === 'point') return value.arguments as unknown as [Scalar, Scalar];
    return [apply('coord1', float64, value), apply('coord2', float64, value)];
  }

  #typeOf(name: string): Scalar['type'] {
    if (name === 'CIRCLE') return shapeTypes.circle;
    if (name === 'MOC') return string;
    return name === 'POINT' || name === 'CENTROID' ? shapeTypes.point : shapeTypes.polygon;
  }

  #wrong<T>(call: Call, instead: T): T {
    const form = forms[call.name] ?? call.name;
    this.#problems.add(call, 'QUERY-GEOMETRY', {
      en: `${call.name} is understood in this form: ${form}.`,
      zh: `${call.name} 支持的写法是：${form}。`,
    });
    return instead;
  }

  /** What the sky package refuses is told at its place in the query. */
  #attempt<T>(at: Expression, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof LingtaiError)) throw error;
      for (const { code, text } of error.diagnostics) this.#problems.add(at, code.replace(/^SKY-/, 'QUERY-'), text);
      return undefined;
    }
  }

  #number(e: Expression): Scalar {
    const value = this.#argument(e);
    if (isNumber(value.type) || isNull(value)) return folded(castTo(value, float64));
    this.#problems.add(e, 'QUERY-TYPE', {
      en: 'A number in degrees was expected here.',
      zh: '此处应为以度为单位的数值。',
    });
    return literalOf(float64, null);
  }

  #only(call: Call): Found {
    const [only, ...more] = call.arguments;
    return only && more.length === 0 ? this.#shape(only) : this.#wrong(call, undefined);
  }

  /** A shape that is no MOC, of a kind where one is named. */
  #plainShape(e: Expression, kind?: ShapeKind): Shape | undefined {
    const shape = this.#shape(e);
    if (!shape || shape === 'null') return undefined;
    if (shape.kind !== 'moc' && (kind === undefined || shape.kind === kind)) return shape;
    this.#problems.add(e, 'QUERY-GEOMETRY', {
      en: kind === 'point' ? 'A point was expected here.' : 'A point, circle or polygon was expected here.',
      zh: kind === 'point' ? '此处应为点。' : '此处应为点、圆或多边形。',
    });
    return undefined;
  }

  #shape(e: Expression): Found {
    if (e.kind === 'null') return 'null';
    if (e.kind === 'call') {
      switch (e.name) {
        case 'POINT':
          return this.#point(e);
        case 'CIRCLE':
          return this.#circle(e);
        case 'BOX':
          return this.#box(e);
        case 'POLYGON':
          return this.#polygon(e);
        case 'REGION':
          return this.#region(e);
        case 'MOC':
          return this.#moc(e);
        case 'CENTROID':
          return this.#centroid(e);
      }
    }
    return this.#listed(e);
  }

  /** A column or another expression that holds a geometry. */
  #listed(e: Expression): Found {
    const value = this.#argument(e);
    if (isNull(value)) return 'null';
    const field = this.#field(e);
    const kind = xtypeOf(value) ?? field?.xtype?.toLowerCase();
    if (isArray(value.type) && value.type.scalar === 'float64' && isKind(kind)) return shapeOfList(kind, value);
    const isText = value.type.scalar === 'string' && !isArray(value.type);
    this.#problems.add(
      e,
      'QUERY-GEOMETRY',
      isText
        ? {
            en: "A geometry was expected here, but this is text. Regions written in the query are read by REGION('CIRCLE ICRS 10.5 -3 0.1'); a column of texts cannot be used as a geometry.",
            zh: "此处应为几何图形，但这是文本。查询中写出的区域可用 REGION('CIRCLE ICRS 10.5 -3 0.1') 读取；文本列不能用作几何图形。",
          }
        : {
            en: 'A geometry was expected here: POINT, CIRCLE, BOX, POLYGON, REGION, MOC, or a column with xtype point, circle or polygon.',
            zh: '此处应为几何图形：POINT、CIRCLE、BOX、POLYGON、REGION、MOC，或 xtype 为 point、circle、polygon 的列。',
          },
    );
    return undefined;
  }

  #made(call: Call, kind: ShapeKind, numbers: readonly Scalar[]): Shape | 'null' | undefined {
    const shape = shapeOf(kind, numbers);
    if (!shape?.region) return shape ?? 'null';
    const wrong =
      shape.region.kind === 'polygon' ? undefined : (wrongPosition(shape.region) ?? wrongCircle(shape.region));
    if (!wrong) return this.#checked(call, shape);
    this.#problems.add(call, wrong.code, wrong.text);
    return undefined;
  }

  #checked(call: Call, shape: Shape): Shape | undefined {
    const { region } = shape;
    if (region?.kind !== 'polygon') return shape;
    return this.#attempt(call, () => new SphericalPolygon(region.vertices)) && shape;
  }

  #framed(call: Call, make: (args: readonly Expression[]) => Found): Found {
    const { frame, args } = withoutFrame(call.arguments, this.#problems);
    const shape = make(args);
    return shape && shape !== 'null' && shape.kind !== 'moc' ? turnShape(shape, frame, 'ICRS') : shape;
  }

  #point(call: Call): Found {
    return this.#framed(call, (args) =>
      args.length === 2
        ? this.#made(
            call,
            'point',
            args.map((a) => this.#number(a)),
          )
        : this.#wrong(call, undefined),
    );
  }

  /** The numbers of a centre, given as a point or as two numbers, and of what follows it. */
  #centred(args: readonly Expression[], more: number): readonly Scalar[] | undefined {
    if (args.length === more + 2) return args.map((a) => this.#number(a));
    const [centre, ...rest] = args;
    if (!centre || rest.length !== more) return undefined;
    return [...this.coordinates(centre), ...rest.map((a) => this.#number(a))];
  }

  #circle(call: Call): Found {
    return this.#framed(call, (args) => {
      const numbers = this.#centred(args, 1);
      return numbers ? this.#made(call, 'circle', numbers) : this.#wrong(call, undefined);
    });
  }

  #box(call: Call): Found {
    return this.#framed(call, (args) => {
      const numbers = this.#centred(args, 2);
      if (!numbers) return this.#wrong(call, undefined);
      if (numbers.some(isNull)) return 'null';
      const [ra, dec, width, height] = numbers.map(numberOf);
      const centre = ra === undefined || dec === undefined ? undefined : wrongPosition({ raDeg: ra, decDeg: dec });
      if (centre) {
        this.#problems.add(call, centre.code, centre.text);
        return undefined;
      }
      if ((width ?? 1) < 0 || (height ?? 1) < 0) return this.#wrong(call, undefined);
      return this.#made(call, 'polygon', boxScalars(numbers));
    });
  }

  #polygon(call: Call): Found {
    return this.#framed(call, (args) => {
      const isNumbers = args.every((a) => isNumber(this.#argument(a).type) || isNull(this.#argument(a)));
      if (isNumbers ? args.length < 6 || args.length % 2 === 1 : args.length < 3) return this.#wrong(call, undefined);
      const numbers = isNumbers ? args.map((a) => this.#number(a)) : args.flatMap((a) => this.coordinates(a));
      return this.#made(call, 'polygon', numbers);
    });
  }

  #region(call: Call): Found {
    const [text, ...more] = call.arguments;
    if (!text || more.length > 0) return this.#wrong(call, undefined);
    if (text.kind === 'string') {
      const region = this.#attempt(call, () => parseRegion(text.value));
      return region && this.#constant(call, region);
    }
    if (isNull(this.#argument(text))) return 'null';
    const shape = this.#field(text)?.xtype;
    if (isKind(shape?.toLowerCase()) && isArray(this.#argument(text).type)) return this.#listed(text);
    this.#problems.add(text, 'QUERY-GEOMETRY', {
      en: "REGION takes a text written in the query, such as REGION('CIRCLE ICRS 10.5 -3 0.1'); the texts of a column are not read as regions.",
      zh: "REGION 只接受查询中直接写出的文本，例如 REGION('CIRCLE ICRS 10.5 -3 0.1')；列中的文本不会被读作区域。",
    });
    return undefined;
  }

  /** A region that another text said, checked as the query's own are. */
  #constant(call: Call, region: Region): Shape | undefined {
    const { value } = shapeOfRegion(region);
    const made = this.#made(call, region.kind, value.kind === 'apply' ? value.arguments : []);
    return made === 'null' ? undefined : made;
  }

  #moc(call: Call): Found {
    const [first, second, ...more] = call.arguments;
    if (!first || more.length > 0) return this.#wrong(call, undefined);
    if (!second) {
      if (first.kind === 'null') return 'null';
      if (first.kind !== 'string') return this.#wrong(call, undefined);
      const moc = this.#attempt(call, () => parseMocAscii(first.value));
      return moc && { kind: 'moc', moc };
    }
    const order = numberOf(this.#number(first));
    const shape = this.#plainShape(second);
    if (!shape) return undefined;
    const { region } = shape;
    if (order === undefined || !region) return this.#wrong(call, undefined);
    const moc = this.#attempt(call, () => mocOfRegion(order, region));
    return moc && { kind: 'moc', moc };
  }

  #centroid(call: Call): Found {
    const shape = this.#only(call);
    if (!shape || shape === 'null') return shape;
    if (shape.kind === 'moc') return this.#wrong(call, undefined);
    if (shape.region) return shapeOfRegion({ kind: 'point', ...regionCentroid(shape.region) });
    const { value, kind } = shape;
    if (value.kind === 'apply' && value.function === kind && kind !== 'polygon') {
      return shapeOf('point', value.arguments.slice(0, 2)) ?? 'null';
    }
    return shapeOfList('point', apply('centroid', shapeTypes.point, value));
  }

  #coordinate(call: Call): Scalar {
    const [only, ...more] = call.arguments;
    if (!only || more.length > 0) return this.#wrong(call, literalOf(float64, null));
    const shape = this.#plainShape(only, 'point');
    if (!shape) return literalOf(float64, null);
    const { region } = shape;
    if (region?.kind === 'point') return literalOf(float64, call.name === 'COORD1' ? region.raDeg : region.decDeg);
    return apply(call.name.toLowerCase(), float64, shape.value);
  }

  #distance(call: Call): Scalar {
    const args = call.arguments;
    const [a, b] = args;
    if (!a || !b || (args.length !== 2 && args.length !== 4)) return this.#wrong(call, literalOf(float64, null));
    const numbers =
      args.length === 4 ? args.map((x) => this.#number(x)) : [...this.coordinates(a), ...this.coordinates(b)];
    const values = numbers.map(numberOf);
    if (numbers.some(isNull)) return literalOf(float64, null);
    if (values.includes(undefined)) return apply('distance', float64, ...numbers);
    return literalOf(float64, separationDeg(...(values as [number, number, number, number])));
  }

  #area(call: Call): Scalar {
    const shape = this.#only(call);
    if (!shape || shape === 'null') return literalOf(float64, null);
    if (shape.kind === 'moc') return literalOf(float64, mocAreaDeg2(shape.moc));
    const { region } = shape;
    return region ? literalOf(float64, regionAreaDeg2(region)) : apply('area', float64, shape.value);
  }
}

function isKind(text: string | undefined): text is ShapeKind {
  return text === 'point' || text === 'circle' || text === 'polygon';
}

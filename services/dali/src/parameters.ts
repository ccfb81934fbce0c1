import { type Diagnostic, LingtaiError, type LocalText, nearest } from '@lingtai/diagnostics';
import type { FastifyRequest } from 'fastify';

/** Request parameters by upper-case name: DALI 1.1 section 3 makes names case-insensitive and values case-sensitive. */
export type ParameterMap = ReadonlyMap<string, readonly string[]>;

export function parametersOf(query: URLSearchParams): ParameterMap {
  const map = new Map<string, string[]>();
  for (const [name, value] of query) {
    const key = name.toUpperCase();
    const values = map.get(key);
    if (values) values.push(value);
    else map.set(key, [value]);
  }
  return map;
}

interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

/** The parameters of a request's address. */
export function requestParameters(request: FastifyRequest): ParameterMap {
  return parametersOf(requestUrl(request).searchParams);
}

/** The address asked for, on a host without meaning: `//name/` is a path here and no other host. */
export function requestUrl(request: FastifyRequest): URL {
  const target = request.raw.url ?? '/';
  return new URL(target.startsWith('/') ? `http://localhost${target}` : target, 'http://localhost');
}

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads parameters and collects every complaint, so that one answer tells all that is wrong.
 * Call `done()` before using the values.
 */
export class ParameterReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #map: ParameterMap;
  readonly #known: string[] = [];

  constructor(map: ParameterMap) {
    this.#map = map;
  }

  /** The text of a single-valued parameter, or `undefined` when it is absent or empty. */
  text(name: string): string | undefined {
    this.#known.push(name);
    const values = this.#map.get(name.toUpperCase()) ?? [];
    if (new Set(values).size > 1) {
      this.complain('DALI-REPEATED', name, {
        en: `${name} may be given once, but has ${values.length} values.`,
        zh: `${name} 只能给出一次，但收到 ${values.length} 个值。`,
      });
    }
    const value = values[0]?.trim();
    return value === '' ? undefined : value;
  }

  texts(name: string): readonly string[] {
    this.#known.push(name);
    return this.#map.get(name.toUpperCase()) ?? [];
  }

  number(name: string, range: NumberRange = {}): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, unit = '' } = range;
    if (numberPattern.test(text) && value >= min && value <= max) return value;
    const bounds = describeRange(range);
    this.complain('DALI-NUMBER', name, {
      en: `${name}=${text} is not ${bounds.en === '' ? 'a number' : `a number ${bounds.en}`}${unit === '' ? '' : ` (in ${unit})`}.`,
      zh: `${name}=${text} 不是${bounds.zh === '' ? '数字' : `${bounds.zh}的数字`}${unit === '' ? '' : `（单位 ${unit}）`}。`,
    });
    return undefined;
  }

  integer(name: string, range: NumberRange = {}): number | undefined {
    const value = this.number(name, range);
    if (value === undefined || Number.isSafeInteger(value)) return value;
    this.complain('DALI-INTEGER', name, {
      en: `${name}=${value} is not a whole number.`,
      zh: `${name}=${value} 不是整数。`,
    });
    return undefined;
  }

  required<T>(name: string, value: T | undefined, example: string): T | undefined {
    if (value === undefined && !this.diagnostics.some((d) => d.place?.parameter === name)) {
      this.complain('DALI-MISSING', name, {
        en: `${name} is required, for example ${name}=${example}.`,
        zh: `缺少参数 ${name}，例如 ${name}=${example}。`,
      });
    }
    return value;
  }

  complain(code: string, parameter: string, text: LocalText, near?: string): void {
    this.diagnostics.push({
      code,
      severity: 'error',
      text,
      place: { parameter },
      ...(near === undefined ? {} : { nearest: near }),
    });
  }

  /** Parameters that nothing asked for. Our own API refuses them; the VO's protocols ignore them. */
  refuseUnknown(): void {
    const known = new Set(this.#known.map((name) => name.toUpperCase()));
    for (const name of this.#map.keys()) {
      if (known.has(name)) continue;
      this.complain(
        'DALI-UNKNOWN',
        name,
        { en: `There is no parameter ${name} here.`, zh: `此处没有参数 ${name}。` },
        nearest(name, this.#known),
      );
    }
  }

  /** Throws when anything was wrong. */
  done(): void {
    if (this.diagnostics.length > 0) throw new LingtaiError('usage', this.diagnostics);
  }
}

function describeRange({ min, max }: NumberRange): LocalText {
  if (min !== undefined && max !== undefined) return { en: `from ${min} to ${max}`, zh: `${min} 到 ${max} 之间` };
  if (min !== undefined) return { en: `of at least ${min}`, zh: `不小于 ${min} ` };
  if (max !== undefined) return { en: `of at most ${max}`, zh: `不大于 ${max} ` };
  return { en: '', zh: '' };
}

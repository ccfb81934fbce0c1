import { type Diagnostic, nearest } from '@lingtai/diagnostics';
import { binaryPrefixes, type Dimension, siPrefixes, unitAliases, unitSymbols } from './unit-table.ts';

/** A unit as a factor to base units (m, kg, s, A, K, mol, cd, rad, mag, count, pixel, bit) and their exponents. */
export interface Unit {
  readonly factor: number;
  readonly dimension: Dimension;
}

interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly en: string;
  readonly zh: string;
  readonly from: number;
  readonly to: number;
  readonly nearest?: string | undefined;
}

class Stop extends Error {}

function combine(a: Unit, b: Unit, sign: 1 | -1): Unit {
  const dimension: Record<string, number> = { ...a.dimension };
  for (const [name, power] of Object.entries(b.dimension)) {
    const sum = (dimension[name] ?? 0) + sign * power;
    if (sum === 0) delete dimension[name];
    else dimension[name] = sum;
  }
  return { factor: sign === 1 ? a.factor * b.factor : a.factor / b.factor, dimension };
}

function toPower(unit: Unit, power: number): Unit {
  const dimension = Object.fromEntries(Object.entries(unit.dimension).map(([name, p]) => [name, p * power]));
  return { factor: unit.factor ** power, dimension };
}

const none: Unit = { factor: 1, dimension: {} };

/** Recursive descent over the grammar of VOUnits 1.1, appendix (one division at most, no blanks, `**` for powers). */
class UnitParser {
  readonly problems: Problem[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Unit | undefined {
    try {
      if (this.#text === '' || this.#text === '1') return none;
      const unit = this.#scaled();
      if (this.#at < this.#text.length) this.#syntax();
      return unit;
    } catch (stop) {
      if (stop instanceof Stop) return undefined;
      throw stop;
    }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #syntax(): never {
    const rest = this.#text.slice(this.#at);
    const what = rest === '' ? 'end' : rest[0]!;
    const [en, zh] =
      what === 'end'
        ? ['The unit ends too early', '单位表达式不完整']
        : [`"${what}" cannot stand here in a unit`, `单位中此处不能出现“${what}”`];
    this.problems.push({
      code: 'UNIT-SYNTAX',
      severity: 'error',
      en: `${en}: VOUnits joins units with ".", allows one "/" and writes powers as "**", as in "km/s" or "W.m**-2.nm**-1".`,
      zh: `${zh}：VOUnits 用“.”连接单位，只允许一个“/”，幂写作“**”，例如“km/s”或“W.m**-2.nm**-1”。`,
      from: this.#at,
      to: this.#text.length,
    });
    throw new Stop();
  }

  #scaled(): Unit {
    const scale = this.#match(/10\*\*(?:\(([+-]?\d+)\)|([+-]?\d+))/y);
    if (scale) return combine({ factor: 10 ** Number(scale[1] ?? scale[2]), dimension: {} }, this.#complete(), 1);
    const number = this.#match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number) return combine({ factor: Number(number[0]), dimension: {} }, this.#complete(), 1);
    return this.#complete();
  }

  #complete(): Unit {
    let unit = this.#expression();
    while (this.#match(/\./y)) unit = combine(unit, this.#expression(), 1);
    if (this.#match(/\//y)) unit = combine(unit, this.#expression(), -1);
    return unit;
  }

  #expression(): Unit {
    if (this.#match(/\(/y)) {
      const unit = this.#complete();
      if (!this.#match(/\)/y)) this.#syntax();
      return unit;
    }
    const call = this.#match(/(log|ln|exp|sqrt)\(/y);
    if (call) {
      const unit = this.#scaled();
      if (!this.#match(/\)/y)) this.#syntax();
      return call[1] === 'sqrt' ? toPower(unit, 0.5) : { factor: Number.NaN, dimension: { other: 1 } };
    }
    const unit = this.#symbol();
    if (!this.#match(/\*\*/y)) return unit;
    const power = this.#match(/([+-]?\d+)|\(([+-]?\d+(?:\.\d+)?)(?:\/(\d+))?\)/y);
    if (!power) this.#syntax();
    return toPower(unit, power[1] === undefined ? Number(power[2]) / Number(power[3] ?? 1) : Number(power[1]));
  }

  #symbol(): Unit {
    const from = this.#at;
    const quoted = this.#match(/([a-zA-Z]*)'[^']+'/y);
    if (quoted) return { factor: Number.NaN, dimension: { other: 1 } };
    const match = this.#match(/%|[A-Za-z]+/y);
    if (!match) this.#syntax();
    const symbol = match[0];
    const found = lookUp(symbol);
    if (found === undefined) {
      this.problems.push({
        code: 'UNIT-UNKNOWN',
        severity: 'error',
        en: `"${symbol}" is not a unit of VOUnits. A unit of your own is written in quotes, as in 'dex'.`,
        zh: `“${symbol}”不是 VOUnits 中的单位。自定义单位须加引号，例如 'dex'。`,
        from,
        to: this.#at,
        nearest: suggest(symbol),
      });
      return none;
    }
    if (found.deprecated) {
      this.problems.push({
        code: 'UNIT-DEPRECATED',
        severity: 'warning',
        en: `VOUnits calls "${symbol}" deprecated; it is still understood.`,
        zh: `VOUnits 已将“${symbol}”标为弃用；仍可识别。`,
        from,
        to: this.#at,
      });
    }
    return found;
  }
}

function lookUp(symbol: string): (Unit & { readonly deprecated: boolean }) | undefined {
  const whole = unitSymbols.get(symbol);
  if (whole) return { factor: whole.factor, dimension: whole.dimension, deprecated: whole.deprecated ?? false };
  for (const [prefixes, binary] of [
    [siPrefixes, false],
    [binaryPrefixes, true],
  ] as const) {
    for (const [prefix, scale] of prefixes) {
      if (!symbol.startsWith(prefix)) continue;
      const base = unitSymbols.get(symbol.slice(prefix.length));
      if (!base || base.prefixes === 'none' || (binary && base.prefixes !== 'binary')) continue;
      return { factor: base.factor * scale, dimension: base.dimension, deprecated: base.deprecated ?? false };
    }
  }
  return undefined;
}

function suggest(symbol: string): string | undefined {
  const alias = unitAliases.get(symbol) ?? unitAliases.get(symbol.toLowerCase());
  if (alias !== undefined) return alias;
  const otherCase = [...unitSymbols.keys()].find((s) => s.toLowerCase() === symbol.toLowerCase());
  return otherCase ?? (symbol.length < 3 ? undefined : nearest(symbol, unitSymbols.keys()));
}

/** Longer texts are no unit that somebody wrote by mistake. */
const longestUnit = 200;

/** The unit that a text in another dialect (FITS, CDS, OGIP, or everyday) means, in VOUnits, if that can be told. */
function rewrite(text: string): string | undefined {
  if (text.length > longestUnit) return undefined;
  const whole = unitAliases.get(text.trim()) ?? unitAliases.get(text.trim().toLowerCase());
  if (whole !== undefined) return whole;
  const spaced = text
    .trim()
    .replace(/[·×⋅]/g, '.')
    .replace(/\^/g, '**')
    .replace(/(?<!\s)\s*\/\s*/g, '/')
    .replace(/(?<!\s)\s*\*\s*(?=[A-Za-z(])/g, '.')
    .replace(/\s+/g, '.')
    .replace(/([A-Za-z)])([+-]?\d+)(?![\d.]*[A-Za-z'])/g, '$1**$2')
    .replace(/\*\*\+/g, '**');
  const named = spaced.replace(/[A-Za-zÅåµμ°]+/g, (word) => (lookUp(word) ? word : (suggest(word) ?? word)));
  const parts = named.split('/');
  const single = parts.length > 2 ? `${parts[0]}/(${parts.slice(1).join('.')})` : named;
  const parser = new UnitParser(single);
  const good = parser.parse() !== undefined && !parser.problems.some((p) => p.severity === 'error');
  return good && single !== text ? single : undefined;
}

/**
 * Checks a unit against VOUnits 1.1: syntax, known symbols, allowed prefixes; deprecated symbols are warnings. An empty
 * text is "no unit" and right. A text whose meaning can be told gets the right one as `nearest` and as a fix.
 */
export function checkUnit(text: string): Diagnostic[] {
  const parser = new UnitParser(text);
  parser.parse();
  const wrong = parser.problems.some((p) => p.severity === 'error');
  const better = wrong ? rewrite(text) : undefined;
  return parser.problems.map((p) => {
    const near = p.severity === 'error' ? (better ?? p.nearest) : undefined;
    const fix =
      better === undefined || p.severity !== 'error'
        ? {}
        : {
            fix: {
              label: { en: `Write "${better}"`, zh: `改为“${better}”` },
              from: 0,
              to: text.length,
              insert: better,
            },
          };
    return {
      code: p.code,
      severity: p.severity,
      text: { en: p.en, zh: p.zh },
      place: { from: p.from, to: p.to },
      ...(near === undefined ? {} : { nearest: near }),
      ...fix,
    };
  });
}

/** The meaning of a VOUnits text, or `undefined` when it is not one. */
export function parseUnit(text: string): Unit | undefined {
  const parser = new UnitParser(text);
  const unit = parser.parse();
  return parser.problems.some((p) => p.severity === 'error') ? undefined : unit;
}

/** By what a number in unit `from` is multiplied to be in unit `to`; `undefined` when they measure different things. */
export function conversionFactor(from: string, to: string): number | undefined {
  const a = parseUnit(from);
  const b = parseUnit(to);
  if (!a || !b) return undefined;
  const ratio = combine(a, b, -1);
  if (Object.keys(ratio.dimension).length > 0 || Number.isNaN(ratio.factor)) return from === to ? 1 : undefined;
  return ratio.factor;
}

import { oneOf, type Random, upTo } from './_fuzz-random.ts';

type Kind = 'number' | 'integer' | 'text' | 'time';

/**
 * What queries are built of. In a form `#` stands for a number, `§` for an integer, `$` for a text, `¤` for a time, `?`
 * for a condition and `@` for a value of any kind.
 */
export interface Forms {
  readonly forms: Readonly<Record<Kind, readonly string[]>>;
  readonly shapes: readonly string[];
  readonly conditions: readonly string[];
  readonly tables: readonly FormTable[];
}

interface FormTable {
  readonly name: string;
  readonly columns: Readonly<Record<Kind, readonly string[]>>;
}

export const literals: Readonly<Record<Kind, readonly string[]>> = {
  number: [
    ...['0', '1', '-1', '2', '3.5', '255', '65536', '2147483648', '9223372036854775807', '-9223372036854775808'],
    ...['9223372036854775808', '99999999999999999999999999', '1e308', '1e309', '-1e-400', '0.1', '.5', '5.', '0xFF'],
    ...['0xFFFFFFFFFFFFFFFFF', 'NULL', '360', '-90.0000001', '90', '1e-300', '29', '-0.0'],
  ],
  integer: [
    ...['0', '1', '-1', '2', '255', '65536', '2147483648', '9223372036854775807', '-9223372036854775808', '0xFF'],
    ...['0xFFFFFFFFFFFFFFFFF', 'NULL', '29', '99999999999999999999999999'],
  ],
  time: ["TIMESTAMP('2020-02-29T00:00:00')", "CAST('2020-02-30T00:00:00' AS TIMESTAMP)", 'NULL'],
  text: [
    ...["''", "'a'", "'%_\\'", 'NULL', "'2020-02-29T00:00:00'", "'2020-02-30T00:00:00'", "'Circle ICRS 10 20 3'"],
    ...["'4/1-3 5/'", "'deg'", "'12'", "'12.5e3'", "'ICRS'", "'\ud83d\ude00'", "'-0x1'", "'true'"],
  ],
};

const valueForms: Readonly<Record<Kind, readonly string[]>> = {
  number: [
    ...['# + #', '# - #', '# * #', '# / #', '-#', '(#)', '§', 'COALESCE(#, #, #)', 'DISTANCE(#, #, #, #)'],
    ...['CASE WHEN ? THEN # ELSE # END', 'CASE # WHEN # THEN # END', 'CASE $ WHEN $ THEN # END'],
    ...['CAST(# AS DOUBLE PRECISION)', 'CAST($ AS DOUBLE PRECISION)', 'CAST(# AS REAL)', "IN_UNIT(#, 'deg')"],
    ...['(SELECT MAX(dec) FROM objects WHERE objid > #)', '(SELECT AVG(mag) FROM visits WHERE ?)'],
  ],
  integer: [
    ...['§ + §', '§ - §', '§ * §', '§ / §', '-§', '(§)', '§ & §', '§ | §', '§ ^ §', '~§', 'COALESCE(§, §)'],
    ...['CASE WHEN ? THEN § ELSE § END', 'CAST(# AS INTEGER)', 'CAST($ AS BIGINT)', 'CAST(# AS SMALLINT)'],
    ...['(SELECT MAX(objid) FROM objects WHERE objid > #)', '(SELECT COUNT(*) FROM plates WHERE ?)'],
  ],
  time: ['CAST($ AS TIMESTAMP)', 'COALESCE(¤, ¤)', 'CASE WHEN ? THEN ¤ END', '(SELECT MAX("date") FROM sky)'],
  text: [
    ...['$ || $', 'COALESCE($, $)', 'CASE WHEN ? THEN $ ELSE $ END', 'CAST(# AS VARCHAR(5))', 'CAST(¤ AS VARCHAR)'],
    ...['CAST(§ AS VARCHAR)', 'CAST($ AS CHAR(3))', '(SELECT MIN(note) FROM visits WHERE ?)'],
  ],
};
const conditionForms = [
  ...[
    '# = #',
    '# <> #',
    '# < #',
    '$ >= $',
    '§ = §',
    '¤ < ¤',
    '# BETWEEN # AND #',
    '$ NOT BETWEEN $ AND $',
    '# IN (#, #, #)',
  ],
  ...['$ NOT IN ($, $)', '$ LIKE $', '$ NOT ILIKE $', '@ IS NULL', '@ IS NOT NULL', '(? AND ?)', '(? OR ?)', 'NOT ?'],
  ...['EXISTS (SELECT 1 FROM objects AS e WHERE e.objid = #)', '# IN (SELECT objid FROM objects)'],
  ...['EXISTS (SELECT 1 FROM plates AS e WHERE ?)', '$ IN (SELECT note FROM visits WHERE ?)'],
];
const kindOf: Readonly<Record<string, Kind>> = { '#': 'number', '§': 'integer', $: 'text', '¤': 'time' };
const joins = ['JOIN', 'LEFT JOIN', 'RIGHT OUTER JOIN', 'FULL JOIN', 'CROSS JOIN', 'NATURAL JOIN'];
const sets = ['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL', 'INTERSECT ALL'];
const aggregates = [
  ...['COUNT(@)', 'SUM(#)', 'AVG(#)', 'MIN(@)', 'MAX(@)', 'STDDEV(#)', 'COUNT(DISTINCT @)', 'SUM(DISTINCT #)'],
  ...['COUNT(*)', 'AVG(DISTINCT #)', "IVO_STRING_AGG($, ',')"],
];

/** A query of the grammar with whatever functions and columns: most of them mean something. */
export function builtQuery(random: Random, forms: Forms): string {
  return new Builder(random, forms).query();
}

class Builder {
  readonly #random: Random;
  readonly #forms: Forms;
  readonly #table: FormTable;
  readonly #other: FormTable | undefined;

  constructor(random: Random, forms: Forms) {
    this.#random = random;
    this.#forms = forms;
    this.#table = oneOf(random, forms.tables);
    if (random() < 0.25) this.#other = oneOf(random, forms.tables);
  }

  query(): string {
    const random = this.#random;
    const items = (): string => Array.from({ length: 2 }, (_, i) => `${this.#any(2)} AS x${i}`).join(', ');
    const rest = `${this.#from()}${random() < 0.5 ? ` WHERE ${this.#condition(2)}` : ''}`;
    const query = `SELECT ${oneOf(random, ['', '', 'DISTINCT ', 'TOP 3 ', 'ALL '])}${items()}${rest}`;
    const share = random();
    if (share < 0.15) {
      const group = this.#any(1);
      const having = random() < 0.3 ? ` HAVING ${this.#filled('# > 0', 1).replace('#', 'COUNT(*)')}` : '';
      return `SELECT ${group} AS g, ${this.#aggregate()}${rest} GROUP BY ${group}${having} ORDER BY 1`;
    }
    if (share < 0.25) return `SELECT ${this.#aggregate()}, ${this.#aggregate()}${rest}`;
    if (share < 0.4) return `${query} ORDER BY ${random() < 0.5 ? 'x0' : this.#any(1)} DESC OFFSET ${upTo(random, 3)}`;
    if (share < 0.5) return `${query} ${oneOf(random, sets)} SELECT ${items()}${rest}`;
    if (share < 0.55)
      return `WITH w AS (${query}) SELECT x0, x1, ${this.#any(1)} AS y FROM w, ${this.#table.name} AS a`;
    return share < 0.6 ? `SELECT * FROM (${query}) AS d WHERE ${this.#condition(1).replace(/\b[ab]\./g, 'd.')}` : query;
  }

  #from(): string {
    const table = ` FROM ${this.#table.name} AS a`;
    if (!this.#other) return table;
    const join = oneOf(this.#random, joins);
    const on = /CROSS|NATURAL/.test(join) ? '' : ` ON ${this.#condition(1)}`;
    return `${table} ${join} ${this.#other.name} AS b${on}`;
  }

  #any(depth: number): string {
    const random = this.#random;
    if (random() < 0.06) return this.#filled(oneOf(random, this.#forms.shapes), depth);
    return this.#value(oneOf(random, ['number', 'number', 'integer', 'text', 'text', 'time']), depth);
  }

  #value(wanted: Kind, depth: number): string {
    const random = this.#random;
    // Now and then a value of the wrong kind.
    const kind = random() < 0.01 ? (wanted === 'text' ? 'number' : 'text') : wanted;
    const share = random();
    if (depth <= 0 || share < 0.3) return share < 0.22 ? this.#column(kind) : oneOf(random, literals[kind]);
    const forms = this.#forms.forms[kind];
    return this.#filled(oneOf(random, forms.length > 0 && random() < 0.6 ? forms : valueForms[kind]), depth);
  }

  #column(kind: Kind): string {
    const second = this.#other !== undefined && this.#random() < 0.4;
    const columns = (second ? this.#other! : this.#table).columns[kind];
    if (columns.length === 0) return oneOf(this.#random, literals[kind]);
    const column = oneOf(this.#random, columns);
    return this.#other ? `${second ? 'b' : 'a'}.${column}` : column;
  }

  #condition(depth: number): string {
    if (depth < 0) return '1 = 1';
    return this.#filled(oneOf(this.#random, this.#random() < 0.75 ? conditionForms : this.#forms.conditions), depth);
  }

  #aggregate(): string {
    return this.#filled(oneOf(this.#random, aggregates), 2);
  }

  #filled(form: string, depth: number): string {
    return form.replace(/[#§$¤@?]/g, (mark) => {
      if (mark === '?') return this.#condition(depth - 1);
      return mark === '@' ? this.#any(depth - 1) : this.#value(kindOf[mark]!, depth - 1);
    });
  }
}

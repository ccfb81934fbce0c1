/** The part of JSON Schema 2020-12 in which the descriptor is described: small enough to be checked with good words. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: 'date' | 'uri';
  readonly default?: string | number | boolean;
  readonly anyOf?: readonly Schema[];
  /** Records that differ by the value of their key `kind`. */
  readonly oneOf?: readonly Schema[];
}

interface Must {
  readonly must: Schema;
}
interface May {
  readonly may: Schema;
}

/** A key that must be there. */
export const must = (schema: Schema): Must => ({ must: schema });
/** A key that may be left out. */
export const may = (schema: Schema): May => ({ may: schema });

/** The compiler checks that a record of `T` describes exactly the keys of `T`, and which of them are needed. */
type KeysOf<T> = { readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? May : Must };

export function record<T>(title: string, description: string, keys: KeysOf<T>): Schema {
  const entries = Object.entries<Must | May>(keys);
  const required = entries.filter(([, key]) => 'must' in key).map(([name]) => name);
  return {
    title,
    description,
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, key]) => [name, 'must' in key ? key.must : key.may])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

export const ref = (name: string, description: string): Schema => ({ $ref: `#/$defs/${name}`, description });
export const text = (description: string, more: Partial<Schema> = {}): Schema => ({
  type: 'string',
  description,
  minLength: 1,
  ...more,
});
export const words = (description: string, values: readonly string[], more: Partial<Schema> = {}): Schema => ({
  type: 'string',
  description,
  enum: values,
  ...more,
});
export const number = (description: string, more: Partial<Schema> = {}): Schema => ({
  type: 'number',
  description,
  ...more,
});
export const integer = (description: string, more: Partial<Schema> = {}): Schema => ({
  type: 'integer',
  description,
  ...more,
});
export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const list = (description: string, items: Schema, more: Partial<Schema> = {}): Schema => ({
  type: 'array',
  description,
  items,
  ...more,
});
export const either = (description: string, ...anyOf: readonly Schema[]): Schema => ({ description, anyOf });
/** A text in English and Simplified Chinese; both are needed. */
export const bothLanguages = (description: string): Schema =>
  ref('LocalText', `${description} In English and Chinese.`);

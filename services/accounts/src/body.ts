import { type Diagnostic, fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import { dateIn } from '@lingtai/service-dali';
import { isStorable } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { TObject } from 'typebox';

/** Reads the members of a JSON body that the route's schema names, and collects all that is wrong with them; `done` throws it at once. */
export class BodyReader {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #documented: Readonly<Record<string, unknown>>;
  readonly #wrong: Diagnostic[] = [];

  constructor(request: FastifyRequest) {
    const { body, routeOptions } = request;
    this.#documented = (routeOptions.schema?.body as Partial<TObject> | undefined)?.properties ?? {};
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw fail('usage', 'ACCOUNT-BODY', { en: 'A JSON object is expected.', zh: '请求体应为 JSON 对象。' });
    this.#body = body as Readonly<Record<string, unknown>>;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) this.#complain(name, { en: `The text "${name}" is missing.`, zh: `缺少文本“${name}”。` });
    return value ?? '';
  }

  optionalText(name: string): string | undefined {
    const value = this.#member(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= 10_000) {
      if (isStorable(value)) return value;
      this.#complain(name, {
        en: `"${name}" has a sign that is none: U+0000, or half of a pair.`,
        zh: `“${name}”含无效字符：U+0000 或不成对的代理码。`,
      });
      return undefined;
    }
    this.#complain(name, {
      en: `"${name}" is a text of at most 10000 characters.`,
      zh: `“${name}”应为最多 10000 个字符的文本。`,
    });
    return undefined;
  }

  /** An ISO 8601 date or time, in UTC unless it says otherwise; a date alone is its beginning. */
  optionalDate(name: string): Date | undefined {
    const text = this.optionalText(name);
    if (text === undefined || text === '') return undefined;
    const date = dateIn(text);
    if (date) return date;
    this.#complain(name, { en: `"${name}" is an ISO 8601 date.`, zh: `“${name}”应为 ISO 8601 日期。` });
    return undefined;
  }

  optionalNumber(name: string, least: number, most: number): number | undefined {
    const value = this.#member(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.#complain(name, {
      en: `"${name}" is a whole number from ${least} to ${most}.`,
      zh: `“${name}”应为 ${least} 至 ${most} 的整数。`,
    });
    return undefined;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#member(name) ?? undefined;
    if (value === undefined || typeof value === 'boolean') return value;
    this.#complain(name, { en: `"${name}" is true or false.`, zh: `“${name}”应为 true 或 false。` });
    return undefined;
  }

  /** One of some words that are known. */
  word<T extends string>(name: string, known: readonly T[]): T {
    const value = known.find((one) => one === this.#member(name));
    if (value === undefined)
      this.#complain(name, {
        en: `"${name}" is one of: ${known.join(', ')}.`,
        zh: `“${name}”的可用值：${known.join('、')}。`,
      });
    return value ?? known[0]!;
  }

  /** A list of words out of some that are known. */
  optionalWords<T extends string>(name: string, known: readonly T[]): T[] | undefined {
    const value = this.#member(name) ?? undefined;
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((word) => known.includes(word))) return [...new Set(value as T[])];
    this.#complain(name, {
      en: `"${name}" is a list of some of: ${known.join(', ')}.`,
      zh: `“${name}”应为列表，可用值：${known.join('、')}。`,
    });
    return undefined;
  }

  /** A text in both languages. */
  optionalLocalText(name: string): LocalText | undefined {
    const value = (this.#member(name) ?? undefined) as Partial<LocalText> | undefined;
    if (value === undefined) return undefined;
    if (isText(value.en) && isText(value.zh)) return { en: value.en.trim(), zh: value.zh.trim() };
    this.#complain(name, { en: `"${name}" has texts "en" and "zh".`, zh: `“${name}”应含“en”和“zh”两种文本。` });
    return undefined;
  }

  localText(name: string): LocalText {
    const value = this.optionalLocalText(name);
    if ((this.#member(name) ?? undefined) === undefined)
      this.#complain(name, { en: `"${name}" is missing.`, zh: `缺少“${name}”。` });
    return value ?? { en: '', zh: '' };
  }

  done(): void {
    if (this.#wrong.length > 0) throw new LingtaiError('usage', this.#wrong);
  }

  /** Only what the API's description names is read, so that the two cannot part. */
  #member(name: string): unknown {
    if (Object.hasOwn(this.#documented, name)) return Object.hasOwn(this.#body, name) ? this.#body[name] : undefined;
    throw new Error(`body: "${name}" is not documented`);
  }

  #complain(parameter: string, text: LocalText): void {
    this.#wrong.push({ code: 'ACCOUNT-BODY', severity: 'error', text, place: { parameter } });
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 2000 && isStorable(value);
}

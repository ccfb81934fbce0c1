import { expect, test } from 'vitest';
import { requestLang } from './language.ts';

const at = (path: string) => new URL(path, 'http://localhost');

test('the address decides before the cookie, the cookie before Accept-Language', () => {
  const headers = { cookie: 'a=b; lingtai_lang=en', 'accept-language': 'zh-CN,zh;q=0.9' };
  expect(requestLang(at('/?lang=zh'), headers)).toEqual({ lang: 'zh', chosen: true });
  expect(requestLang(at('/'), headers)).toEqual({ lang: 'en', chosen: false });
  expect(requestLang(at('/'), { 'accept-language': 'zh-CN,zh;q=0.9' }).lang).toBe('zh');
});

test('Accept-Language is read by quality', () => {
  expect(requestLang(at('/'), { 'accept-language': 'fr, zh;q=0.4, en-GB;q=0.8' }).lang).toBe('en');
  expect(requestLang(at('/'), { 'accept-language': 'en;q=0, zh;q=0.1' }).lang).toBe('zh');
  expect(requestLang(at('/'), { 'accept-language': 'fr' }).lang).toBe('en');
  expect(requestLang(at('/?lang=de'), {}).lang).toBe('en');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LingtaiError } from '@lingtai/diagnostics';
import { afterAll, expect, test } from 'vitest';
import { signOnSettings } from './sign-on-settings.ts';
import { loadSite } from './site.ts';

const home = mkdtempSync(join(tmpdir(), 'lingtai-site-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
writeFileSync(join(home, 'key'), 'from a file\r\nsecond line\n');

const institute = {
  name: 'institute',
  title: { en: 'Institute', zh: '研究所' },
  issuer: 'https://id.example.org',
  clientId: 'lingtai',
};
const client = { id: 'dr9', title: { en: 'DR9', zh: '九' }, redirectUris: ['https://dr9.example.org/cb'] };

function settings(signIn: object): ReturnType<typeof signOnSettings> {
  // JSON is YAML.
  writeFileSync(join(home, 'lingtai.yaml'), JSON.stringify({ signIn }));
  return signOnSettings(loadSite(home));
}
function codes(signIn: object): string[] {
  try {
    settings(signIn);
  } catch (error) {
    if (error instanceof LingtaiError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
  return [];
}

test('every default is filled in, and secrets come from files and variables', () => {
  process.env['LINGTAI_TEST_SECRET'] = 'from a variable';
  const { providers, clients } = settings({
    providers: [{ ...institute, clientSecret: { file: 'key' }, scopes: ['email'] }],
    clients: [{ ...client, secret: { env: 'LINGTAI_TEST_SECRET' } }],
  });
  expect(providers).toEqual([
    {
      ...institute,
      clientSecret: 'from a file',
      scopes: ['openid', 'email'],
      claims: { name: 'preferred_username', displayName: 'name', email: 'email' },
      trustEmail: false,
      createAccounts: true,
      requiredClaims: [],
      groups: [],
    },
  ]);
  expect(clients).toEqual([{ ...client, secret: 'from a variable', postLogoutRedirectUris: [] }]);
  delete process.env['LINGTAI_TEST_SECRET'];
});

test('where operators make the accounts, providers make none unless they shall', () => {
  const of = (more: object): boolean | undefined =>
    settings({ registration: 'operator', providers: [{ ...institute, ...more }] }).providers[0]?.createAccounts;
  expect(of({})).toBe(false);
  expect(of({ createAccounts: true })).toBe(true);
});

test('a missing secret, two places for one, a wrong pattern and a name that comes twice are refused', () => {
  expect(codes({ providers: [{ ...institute, clientSecret: { env: 'LINGTAI_NO_SUCH_VARIABLE' } }] })).toEqual([
    'SITE-SECRET',
  ]);
  expect(codes({ clients: [{ ...client, secret: { file: 'nothing' } }] })).toEqual(['SITE-SECRET']);
  expect(codes({ clients: [{ ...client, secret: { file: 'key', env: 'HOME' } }] })).toEqual(['SITE-SECRET']);
  expect(codes({ clients: [{ ...client, secret: {} }] })).toEqual(['SITE-SECRET']);
  expect(codes({ providers: [{ ...institute, groups: [{ claim: 'g', pattern: '(', group: 'x' }] }] })).toEqual([
    'SITE-PATTERN',
  ]);
  expect(codes({ providers: [institute, institute] })).toEqual(['SITE-TWICE']);
});

test.each([
  'http://id.example.org',
  'https://id.example.org#part',
  'ftp://id.example.org',
  'javascript:alert(1)',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
])('neither a provider nor a client is at %s', (address) => {
  expect(codes({ providers: [{ ...institute, issuer: address }] })).not.toEqual([]);
  expect(codes({ clients: [{ ...client, redirectUris: [address] }] })).not.toEqual([]);
  expect(codes({ clients: [{ ...client, backchannelLogoutUri: address }] })).not.toEqual([]);
});

test('on the machine itself http will do', () => {
  expect(codes({ providers: [{ ...institute, issuer: 'http://127.0.0.2:8080/oidc' }] })).toEqual([]);
  expect(codes({ clients: [{ ...client, redirectUris: ['http://localhost:8080/cb', 'http://[::1]/cb'] }] })).toEqual(
    [],
  );
});

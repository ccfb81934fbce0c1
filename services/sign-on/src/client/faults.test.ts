import { expect, test } from 'vitest';
import type { ProviderSettings } from '../settings.ts';
import { exchangeFault } from './faults.ts';

const provider = { name: 'main', title: { en: 'Main', zh: '主站' } } as ProviderSettings;

// Errors as openid-client throws them for answers of the token endpoint (RFC 6749, section 5.2).
test.each([
  [{ code: 'OAUTH_RESPONSE_BODY_ERROR', error: 'invalid_client', status: 401 }, 'SIGN-ON-CLIENT'],
  [{ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 }, 'SIGN-ON-CLIENT'],
  [{ code: 'OAUTH_RESPONSE_BODY_ERROR', error: 'invalid_grant', status: 400 }, 'SIGN-ON-ANSWER'],
  [{ code: 'OAUTH_INVALID_RESPONSE' }, 'SIGN-ON-ANSWER'],
  [{ code: 'OAUTH_TIMEOUT' }, 'SIGN-ON-PROVIDER-DOWN'],
])('%j is told as %s', (error, code) => {
  expect(exchangeFault(provider, error).diagnostics[0]!.code).toBe(code);
});

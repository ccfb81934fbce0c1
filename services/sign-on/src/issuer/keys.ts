import { randomBytes } from 'node:crypto';
import { type SignOnKey, type State, signOnKeys } from '@lingtai/state';
import { exportJWK, generateKeyPair } from 'jose';

export interface IssuerKeys {
  /** JSON Web Key Set with the private parts; the first of a kind signs, all verify. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Keys of signed cookies, the newest first. */
  readonly cookies: readonly string[];
}

/** The keys of this site, made when they are first needed. They lie in the state store, which all processes share. */
export async function issuerKeys(state: State): Promise<IssuerKeys> {
  const keys = await signOnKeys(state, makeKeys);
  const of = (purpose: SignOnKey['purpose']): SignOnKey[] => keys.filter((key) => key.purpose === purpose);
  return {
    jwks: { keys: of('signing').map(({ secret }) => secret) },
    cookies: of('cookies').map(({ secret }) => String(secret['key'])),
  };
}

async function makeKeys(purpose: SignOnKey['purpose']): Promise<Pick<SignOnKey, 'id' | 'secret'>[]> {
  if (purpose === 'cookies') return [{ id: 'cookies-1', secret: { key: randomBytes(32).toString('base64url') } }];
  const algorithms = ['RS256', 'ES256'] as const;
  return Promise.all(
    algorithms.map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
      const id = `${alg.toLowerCase()}-1`;
      return { id, secret: { ...(await exportJWK(privateKey)), kid: id, alg, use: 'sig' } };
    }),
  );
}

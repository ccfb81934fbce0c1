import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '@lingtai/diagnostics';
import type { ClaimTest, ClientSettings, ProviderSettings } from '@lingtai/service-sign-on';

/** Where a secret lies. */
interface SecretPlace {
  readonly env?: string;
  readonly file?: string;
}

type Given<T, Defaulted extends keyof T> = Omit<T, Defaulted> & { readonly [K in Defaulted]?: Partial<T[K]> };

/** A provider as `lingtai.yaml` has it. */
export type GivenProvider = Omit<
  Given<ProviderSettings, 'scopes' | 'claims' | 'trustEmail' | 'createAccounts' | 'requiredClaims' | 'groups'>,
  'clientSecret'
> & { readonly clientSecret?: SecretPlace };

/** A client as `lingtai.yaml` has it. */
export type GivenClient = Omit<Given<ClientSettings, 'postLogoutRedirectUris'>, 'secret'> & {
  readonly secret?: SecretPlace;
};

/** Where the configuration of single sign-on comes from. */
export interface SignOnGiven {
  readonly homeDir: string;
  readonly signIn: {
    readonly registration: 'open' | 'operator';
    readonly providers: readonly GivenProvider[];
    readonly clients: readonly GivenClient[];
  };
}

/** The settings with every default and every secret. Only a server needs them: other commands read no secrets. */
export function signOnSettings({ homeDir, signIn }: SignOnGiven): {
  readonly providers: readonly ProviderSettings[];
  readonly clients: readonly ClientSettings[];
} {
  assertDistinct(
    'signIn.providers',
    signIn.providers.map(({ name }) => name),
  );
  assertDistinct(
    'signIn.clients',
    signIn.clients.map(({ id }) => id),
  );
  return {
    providers: signIn.providers.map((given, n) =>
      provider(given, { homeDir, place: `signIn.providers.${n}`, open: signIn.registration === 'open' }),
    ),
    clients: signIn.clients.map(({ secret, ...given }, n) => ({
      ...given,
      postLogoutRedirectUris: (given.postLogoutRedirectUris ?? []) as readonly string[],
      ...(secret === undefined ? {} : { secret: secretAt(secret, homeDir, `signIn.clients.${n}.secret`) }),
    })),
  };
}

interface Here {
  readonly homeDir: string;
  readonly place: string;
  /** People make their accounts themselves. */
  readonly open: boolean;
}

function provider({ clientSecret, ...given }: GivenProvider, { homeDir, place, open }: Here): ProviderSettings {
  const [requiredClaims, groups] = [given.requiredClaims ?? [], given.groups ?? []] as [
    ProviderSettings['requiredClaims'],
    ProviderSettings['groups'],
  ];
  for (const test of [...requiredClaims, ...groups]) assertPattern(test, place);
  const scopes = (given.scopes ?? ['openid', 'profile', 'email']) as readonly string[];
  return {
    ...given,
    scopes: scopes.includes('openid') ? scopes : ['openid', ...scopes],
    claims: {
      name: given.claims?.name ?? 'preferred_username',
      displayName: given.claims?.displayName ?? 'name',
      email: given.claims?.email ?? 'email',
    },
    trustEmail: given.trustEmail ?? false,
    createAccounts: given.createAccounts ?? open,
    requiredClaims,
    groups,
    ...(clientSecret === undefined ? {} : { clientSecret: secretAt(clientSecret, homeDir, `${place}.clientSecret`) }),
  };
}

function assertPattern({ pattern }: ClaimTest, place: string): void {
  if (pattern === undefined) return;
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    throw fail('usage', 'SITE-PATTERN', {
      en: `${place} in lingtai.yaml: "${pattern}" is no regular expression.`,
      zh: `lingtai.yaml 的 ${place}：“${pattern}”不是正则表达式。`,
    });
  }
}

function assertDistinct(place: string, names: readonly string[]): void {
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice === undefined) return;
  throw fail('usage', 'SITE-TWICE', {
    en: `${place} in lingtai.yaml has "${twice}" twice.`,
    zh: `lingtai.yaml 的 ${place} 中“${twice}”重复。`,
  });
}

function secretAt({ env, file }: SecretPlace, homeDir: string, place: string): string {
  if ((env === undefined) === (file === undefined))
    throw fail('usage', 'SITE-SECRET', {
      en: `${place} in lingtai.yaml names either "env" or "file".`,
      zh: `lingtai.yaml 的 ${place} 须且只能写明 env 或 file 之一。`,
    });
  const found = env !== undefined ? process.env[env] : firstLine(resolve(homeDir, file!));
  if (found !== undefined && found !== '') return found;
  const where =
    env !== undefined
      ? { en: `The variable ${env}`, zh: `环境变量 ${env} ` }
      : { en: `The file ${file}`, zh: `文件 ${file} ` };
  throw fail('usage', 'SITE-SECRET', {
    en: `${where.en}, which ${place} in lingtai.yaml names, is missing or empty.`,
    zh: `${where.zh}不存在或为空（见 lingtai.yaml 的 ${place}）。`,
  });
}

function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]!.trim();
  } catch {
    return undefined;
  }
}

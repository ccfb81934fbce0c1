import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { readDocument } from '@lingtai/descriptor';
import { LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { GivenClient, GivenProvider } from './sign-on-settings.ts';
import { siteSchemaDefs } from './site-schema.ts';

/** The site's configuration with every default filled in. */
export interface Site {
  readonly homeDir: string;
  readonly name: LocalText;
  /** `undefined`: the address it listens on. */
  readonly baseUrl: string | undefined;
  readonly authority: string;
  readonly host: string;
  readonly stores: { readonly releases: string; readonly state: string | undefined };
  readonly limits: {
    readonly maxrecDefault: number;
    readonly maxrecMax: number;
    readonly queriesAtOnce: number;
    readonly queriesAtOncePerUser: number;
    readonly syncSeconds: number;
    readonly asyncSeconds: number;
    readonly destructionDays: number;
    readonly requestsPerMinute: number;
    readonly tokensPerUser: number;
  };
  readonly uploads: { readonly byUrl: boolean; readonly maxRows: number; readonly maxBytes: number };
  readonly userTables: { readonly quotaBytes: number; readonly maxTables: number };
  readonly engine: { readonly threads: number; readonly memoryMiB: number; readonly tempMiB: number };
  readonly signIn: {
    readonly registration: 'open' | 'operator';
    readonly sessionDays: number;
    readonly passwordMinimum: number;
    readonly providers: readonly GivenProvider[];
    readonly clients: readonly GivenClient[];
  };
  readonly mail: { readonly smtp?: string; readonly from?: string };
  readonly brand: { readonly colour: string; readonly tagline: LocalText };
}

type Partly<T> = { readonly [K in keyof T]?: T[K] extends object ? Partly<T[K]> : T[K] };

const defaultTagline: LocalText = { en: 'A data centre for sky surveys', zh: '巡天数据中心' };

/** Reads `lingtai.yaml` of the home folder, if there is one. Every mistake comes with file, line and column. */
export function loadSite(homeDir: string): Site {
  const home = resolve(homeDir);
  const file = `${home}/lingtai.yaml`;
  const given = existsSync(file) ? readSite(readFileSync(file, 'utf8'), file) : {};
  return {
    homeDir: home,
    name: (given.name as LocalText | undefined) ?? { en: 'Lingtai', zh: '灵台' },
    baseUrl: given.baseUrl?.replace(/\/+$/, ''),
    authority: given.authority ?? 'lingtai.local',
    host: given.host ?? '127.0.0.1',
    stores: { releases: resolve(home, given.stores?.releases ?? 'store'), state: given.stores?.state },
    limits: {
      maxrecDefault: given.limits?.maxrecDefault ?? 10_000,
      maxrecMax: given.limits?.maxrecMax ?? 10_000_000,
      queriesAtOnce: given.limits?.queriesAtOnce ?? 8,
      queriesAtOncePerUser: given.limits?.queriesAtOncePerUser ?? 4,
      syncSeconds: given.limits?.syncSeconds ?? 60,
      asyncSeconds: given.limits?.asyncSeconds ?? 14_400,
      destructionDays: given.limits?.destructionDays ?? 30,
      requestsPerMinute: given.limits?.requestsPerMinute ?? 6000,
      tokensPerUser: given.limits?.tokensPerUser ?? 100,
    },
    uploads: {
      byUrl: given.uploads?.byUrl ?? true,
      maxRows: given.uploads?.maxRows ?? 10_000_000,
      maxBytes: given.uploads?.maxBytes ?? 1_000_000_000,
    },
    userTables: {
      quotaBytes: given.userTables?.quotaBytes ?? 10_000_000_000,
      maxTables: given.userTables?.maxTables ?? 200,
    },
    engine: {
      threads: given.engine?.threads ?? availableParallelism(),
      memoryMiB: given.engine?.memoryMiB ?? Math.max(512, Math.floor(totalmem() / 4 / 1024 / 1024)),
      tempMiB: given.engine?.tempMiB ?? 20_480,
    },
    signIn: {
      registration: given.signIn?.registration ?? 'open',
      sessionDays: given.signIn?.sessionDays ?? 14,
      passwordMinimum: given.signIn?.passwordMinimum ?? 10,
      providers: (given.signIn?.providers ?? []) as readonly GivenProvider[],
      clients: (given.signIn?.clients ?? []) as readonly GivenClient[],
    },
    mail: given.mail ?? {},
    brand: {
      colour: given.brand?.colour ?? '#1d4e89',
      tagline: (given.brand?.tagline as LocalText | undefined) ?? defaultTagline,
    },
  };
}

function readSite(text: string, file: string): Partly<Site> {
  if (text.replace(/^\s*#.*$/gm, '').trim() === '') return {};
  const { value, diagnostics } = readDocument<Partly<Site>>(text, siteSchemaDefs['Site']!, siteSchemaDefs, { file });
  if (value === undefined)
    throw new LingtaiError(
      'usage',
      diagnostics.filter((d) => d.severity === 'error'),
    );
  return value;
}

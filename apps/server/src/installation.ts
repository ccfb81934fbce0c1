import { type Clock, systemClock } from '@lingtai/access';
import { Catalogue } from '@lingtai/catalogue';
import { fail, type LocalText } from '@lingtai/diagnostics';
import type { Engine } from '@lingtai/engine';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import {
  directoryStore,
  type LooseTables,
  looseTables,
  type ObjectStore,
  openRelease,
  type ReleaseReader,
  releaseLocator,
  withLooseTables,
} from '@lingtai/release';
import type { ReleaseRegistry } from '@lingtai/service-releases';
import { auditReads, type Publication, type State } from '@lingtai/state';
import { AccessLog } from './access-log.ts';
import { openEngines } from './engines.ts';
import { knownPublications } from './known-publications.ts';
import { ownersIn } from './owners-in.ts';
import { releaseRegistry } from './releases.ts';
import { describedBy } from './revisions.ts';
import { loadSite, type Site } from './site.ts';
import { openSiteState } from './site-state.ts';

/** The stores, the engine and the catalogue of one home, joined. The only place that chooses them. */
export interface Installation {
  readonly site: Site;
  /** The public address; a server without a configured one sets it when it listens. */
  readonly address: { baseUrl: string };
  readonly state: State;
  readonly store: ObjectStore;
  /** Answers what the software asks: cone searches, forms, pages. */
  readonly engine: Engine;
  /** Answers what people ask in a language of queries; what it does takes nothing from the other. */
  readonly queryEngine: Engine;
  /** Tables beside the releases: `kept` ones are people's own, `passing` ones can be lost (uploads, TAP_SCHEMA). */
  readonly tables: { readonly kept: LooseTables; readonly passing: LooseTables };
  readonly catalogue: Catalogue<ReleaseReader>;
  /** What is known of releases beside their data. */
  readonly releases: ReleaseRegistry;
  readonly clock: Clock;
  /** Who read what not everybody may read. */
  readonly accessLog: AccessLog;
  close(): Promise<void>;
}

export interface InstallationOptions {
  readonly clock?: Clock;
  readonly log?: (text: LocalText) => void;
}

export async function openInstallation(homeDir: string, options: InstallationOptions = {}): Promise<Installation> {
  const site = loadSite(homeDir);
  const clock = options.clock ?? systemClock;
  const state = await openSiteState(site, options.log);
  const address = { baseUrl: site.baseUrl ?? `http://${site.host}` };
  const store = directoryStore(site.stores.releases);
  const catalogue = new Catalogue<ReleaseReader>({
    clock,
    site: () => ({ baseUrl: address.baseUrl, authority: site.authority }),
    publications: () => knownPublications(state),
    ownersIn: (table, owner) => ownersIn(engines.engine, table, owner),
    open: async (publication) => {
      const reader = await openRelease(store, publication);
      assertSameDigest(publication, reader.digest);
      const descriptor = await describedBy(state, publication, reader.descriptor);
      return { manifest: reader.manifest, digest: reader.digest, descriptor, reader };
    },
  });
  const folders = { kept: `${site.homeDir}/user/tables`, passing: `${site.homeDir}/tmp/tables` };
  const builder = duckdbTableBuilder({
    tempDirectory: `${site.homeDir}/tmp/builder`,
    memoryLimitBytes: Math.min(512, site.engine.memoryMiB) * 1024 * 1024,
    threads: 1,
  });
  const tables = {
    kept: looseTables({ name: 'kept', folder: folders.kept, builder }),
    passing: looseTables({ name: 'passing', folder: folders.passing, builder }),
  };
  const locator = withLooseTables(releaseLocator({ store, homeDir: site.homeDir }), tables.kept, tables.passing);
  const readable = [site.stores.releases, `${site.homeDir}/derived`, folders.kept, folders.passing];
  const engines = await openEngines(site, locator, readable);
  const accessLog = new AccessLog({
    restricted: (tables, products, files) => catalogue.restricted(tables, products, files),
    write: (reads) => auditReads(state, reads),
    failed: (error) => process.stderr.write(`audit log: ${error instanceof Error ? error.message : String(error)}\n`),
  });
  const close = async (): Promise<void> => {
    await accessLog.flush();
    await engines.close();
    await builder.close();
    await state.close();
  };
  const [engine, queryEngine] = [accessLog.watched(engines.engine), accessLog.watched(engines.queryEngine)];
  const releases = releaseRegistry({ state });
  return { site, address, state, store, engine, queryEngine, tables, catalogue, releases, clock, accessLog, close };
}

/** A release whose manifest is not the published one is not served: its bytes are not those that people cited. */
function assertSameDigest(publication: Publication, digest: string): void {
  if (publication.digest === digest) return;
  const address = `${publication.dataset}/${publication.release}/${publication.version}`;
  throw fail('data', 'RELEASE-CHANGED', {
    en: `The manifest of ${address} is not the one that was published. Run ./lingtai verify ${address}.`,
    zh: `${address} 的清单与发布时不符。请运行 ./lingtai verify ${address}。`,
  });
}

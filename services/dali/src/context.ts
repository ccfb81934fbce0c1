import type { Asker, Clock } from '@lingtai/access';
import type { Catalogue, CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { TableEntry } from '@lingtai/descriptor';
import type { LocalText } from '@lingtai/diagnostics';
import type { Engine } from '@lingtai/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What the application gives to every service. Services know no store, no engine by name and no configuration file. */
export interface ServiceContext {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly site: SiteFacts;
  askerOf(request: FastifyRequest): Asker;
  /** The account of that name with the rights that it has now, for what is done in its name later. Throws class `forbidden` where it has been closed. */
  askerNamed(name: string): Promise<Asker>;
  /** Waits until this asker may run a query of his own making, which may be a long one. Its turn ends with the reply; the signal fires when the client has gone. */
  takeTurn(request: FastifyRequest, reply: FastifyReply): Promise<AbortSignal>;
  /** The same for a search of the software's making (cone, form, count), in a line of its own: long queries keep no search waiting. */
  takeSearchTurn(request: FastifyRequest, reply: FastifyReply): Promise<AbortSignal>;
}

export interface SiteFacts {
  readonly name: LocalText;
  /** Public address without a trailing slash. */
  readonly baseUrl: string;
  /** The IVOA naming authority, `example.org`. */
  readonly authority: string;
  readonly softwareVersion: string;
  readonly maxrec: { readonly default: number; readonly max: number };
}

/** A place where the asker sees a row of the table, ICRS in degrees; undefined where he sees none. */
export type ExamplePosition = (
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
) => Promise<{ readonly raDeg: number; readonly decDeg: number } | undefined>;

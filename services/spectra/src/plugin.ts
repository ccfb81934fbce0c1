import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import type { CatalogueSnapshot } from '@lingtai/catalogue';
import { ivoidOf, obsCreatorDid, obsPublisherDid, type SpectrumReaderEntry } from '@lingtai/descriptor';
import { fail, type Lang } from '@lingtai/diagnostics';
import {
  answerFile,
  errorHandler,
  errorJson,
  immutable,
  notModified,
  resultWriters,
  type ServiceContext,
} from '@lingtai/service-dali';
import { previewSvg, readSpectrum, type Spectrum } from '@lingtai/spectrum';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import sharp from 'sharp';
import { Type } from 'typebox';
import { spectrumDetail } from './detail.ts';
import { type FoundSpectrum, findProduct, findSpectrum, type SpectraContext } from './find.ts';
import { pixelTable } from './pixels.ts';
import type { SpectrumDetail } from './schemas.ts';

export interface SpectraOptions extends SpectraContext {
  /** Answers the address without an extension: the page. */
  page(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Keeps drawn previews; `draw` is called when there is none yet. */
  cachedPreview(
    key: { readonly digest: string; readonly id: string; readonly lang: Lang; readonly look: string },
    draw: () => Promise<Uint8Array>,
  ): Promise<Uint8Array>;
}

const extensions = ['fits', 'png', 'csv', 'json', 'parquet'] as const;
type Extension = (typeof extensions)[number];
const maxUnpackedBytes = 512 * 1024 * 1024;

interface SpectrumPath {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly file: string;
}

/** `/{dataset}/{release}/{version}/spectra/{id}` as a page, and with `.fits`, `.png`, `.csv`, `.json`, `.parquet`. */
export async function spectraPlugin(app: FastifyInstance, options: SpectraOptions): Promise<void> {
  app.setErrorHandler(
    errorHandler((error, request, reply) => {
      if (
        request.headers.accept?.includes('text/html') &&
        splitName((request.params as Partial<SpectrumPath>).file ?? '').extension === undefined
      )
        return options.page(request, reply);
      return reply.type('application/json; charset=utf-8').send(errorJson(error));
    }),
  );
  const params = Type.Object({
    dataset: Type.String(),
    release: Type.String(),
    version: Type.String(),
    file: Type.String({ description: 'Id, with .fits, .png, .csv, .json or .parquet; without: the page.' }),
  });
  app.get(
    '/:dataset/:release/:version/spectra/:file',
    {
      schema: { tags: ['spectra'], summary: 'One spectrum: its file, preview, pixels or everything about it', params },
    },
    async (request, reply) => {
      const { dataset, release, version, file } = request.params as SpectrumPath;
      const { id, extension } = splitName(file);
      if (extension === undefined) return options.page(request, reply);
      const snapshot = await options.catalogue.snapshot(options.askerOf(request));
      const found = await findSpectrum(
        options,
        snapshot,
        snapshot.releaseAt(dataset, release, version),
        id,
        extension === 'json' ? 'all' : 'few',
      );
      return answers[extension](found, request, reply, options, snapshot);
    },
  );
}

function splitName(file: string): { id: string; extension: Extension | undefined } {
  const dot = file.lastIndexOf('.');
  const extension = extensions.find((e) => e === file.slice(dot + 1).toLowerCase());
  return extension && dot > 0 ? { id: file.slice(0, dot), extension } : { id: file, extension: undefined };
}

type Answer = (
  found: FoundSpectrum,
  request: FastifyRequest,
  reply: FastifyReply,
  options: SpectraOptions,
  snapshot: CatalogueSnapshot,
) => Promise<FastifyReply>;

const answerFits: Answer = (found, request, reply) => answerFile(found.file, found.product.mime, request, reply);

async function spectrumOf(found: FoundSpectrum): Promise<Spectrum> {
  const entry = found.product.spectrum;
  if (!entry) {
    throw fail('unsupported', 'SPECTRUM-NO-READER', {
      en: `The descriptor names no reader for ${found.product.name}; the file itself can be downloaded.`,
      zh: `描述文件未给出 ${found.product.name} 的读取方式；可直接下载文件。`,
    });
  }
  const gunzip = (bytes: Uint8Array, maxBytes: number) =>
    gunzipSync(bytes, { maxOutputLength: Math.min(maxBytes, maxUnpackedBytes) });
  return readSpectrum(await found.file.bytes(), entry as SpectrumReaderEntry, { file: found.file.name, gunzip });
}

const answerPng: Answer = async (found, request, reply, options) => {
  const lang: Lang = /[?&]lang=zh\b/.test(request.raw.url ?? '') ? 'zh' : 'en';
  const look = lookOf(found);
  const etag = `${found.file.sha256.slice(0, 32)}-png-${lang}-${look}`;
  immutable(reply, etag);
  if (notModified(request, etag)) return reply.code(304).send();
  const png = await options.cachedPreview({ digest: found.release.digest, id: found.id, lang, look }, async () =>
    drawPreview(found, lang),
  );
  return reply.type('image/png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
};

/** Of what is drawn beside the spectrum itself: columns that not every asker sees give different pictures. */
function lookOf(found: FoundSpectrum): string {
  const text = JSON.stringify([titleOf(found), String(found.row.get('z') ?? '')]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The preview of a spectrum as PNG. */
export async function drawPreview(found: FoundSpectrum, lang: Lang): Promise<Uint8Array> {
  const z = found.row.get('z');
  const svg = previewSvg(await spectrumOf(found), {
    width: 900,
    height: 420,
    lang,
    title: titleOf(found),
    ...(typeof z === 'number' ? { redshift: z } : {}),
  });
  return sharp(Buffer.from(svg)).png({ compressionLevel: 6, palette: true }).toBuffer();
}

function titleOf({ release, id, row, table }: FoundSpectrum): string {
  const named = table.nameColumn === undefined ? undefined : row.get(table.nameColumn);
  const simulated = release.descriptor.simulated ? ' · simulated' : '';
  return `${typeof named === 'string' ? `${named} · ` : ''}${release.address} ${id}${simulated}`;
}

const answerTable =
  (format: 'csv' | 'parquet', mime: string): Answer =>
  async (found, request, reply) => {
    const etag = `${found.file.sha256.slice(0, 32)}-${format}`;
    immutable(reply, etag);
    if (notModified(request, etag)) return reply.code(304).send();
    const { fields, batch } = pixelTable(await spectrumOf(found));
    async function* batches() {
      yield batch;
    }
    const ending = () => ({ returned: batch.rowCount, complete: true, total: batch.rowCount });
    const head = {
      fields,
      tableName: `${found.release.address}/${found.id}`,
      infos: [
        { name: 'Lingtai-Release', value: found.release.address },
        { name: 'Lingtai-Digest', value: found.release.digest },
        { name: 'Lingtai-Revision', value: `${found.release.revision}` },
        { name: 'Lingtai-File-SHA256', value: found.file.sha256 },
      ],
      again: () => ({ batches: batches(), ending }),
    };
    reply
      .header('Lingtai-Returned', batch.rowCount)
      .header('Lingtai-Complete', 'true')
      .header('Lingtai-Total', batch.rowCount);
    reply
      .type(mime)
      .header('Content-Disposition', `attachment; filename="${found.id.replace(/[^\w.-]/g, '_')}.${format}"`);
    return reply.send(Readable.from(resultWriters[format](head, batches(), ending), { objectMode: false }));
  };

const answerJson: Answer = async (found, _request, reply, options, snapshot) => {
  const links = linksOf(options, found.release.address, found.id);
  const { authority } = options.site;
  const { dataset, release, version, descriptor } = found.release;
  const detail = spectrumDetail(found, await spectrumOf(found), links, await otherReleases(options, snapshot, found), {
    obsPublisherDid: obsPublisherDid(authority, dataset, release, version, found.id),
    creatorDid: obsCreatorDid(new URL(ivoidOf(descriptor, authority).replace('ivo:', 'http:')).host, dataset, found.id),
  });
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(detail));
};

const answers: Readonly<Record<Extension, Answer>> = {
  fits: answerFits,
  png: answerPng,
  csv: answerTable('csv', 'text/csv; charset=utf-8; header=present'),
  json: answerJson,
  parquet: answerTable('parquet', 'application/vnd.apache.parquet'),
};

function linksOf(context: ServiceContext, address: string, id: string): SpectrumDetail['links'] {
  const page = `${context.site.baseUrl}/${address}/spectra/${encodeURIComponent(id)}`;
  const of = (extension: Extension) => `${page}.${extension}`;
  return { page, fits: of('fits'), png: of('png'), csv: of('csv'), json: of('json'), parquet: of('parquet') };
}

/** The visible releases of the dataset that hold the same spectrum. */
async function otherReleases(
  options: SpectraOptions,
  snapshot: CatalogueSnapshot,
  found: FoundSpectrum,
): Promise<SpectrumDetail['releases']> {
  const others: SpectrumDetail['releases'] = [];
  for (const release of snapshot.releases.filter((r) => r.dataset === found.release.dataset)) {
    const product = release.descriptor.products?.find((p) => p.name === found.product.name);
    const has =
      release === found.release || (product && (await findProduct(options, snapshot, release, product, found.id)));
    if (has) others.push({ address: release.address, url: linksOf(options, release.address, found.id).page });
  }
  return others;
}

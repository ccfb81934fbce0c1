import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulatedHead } from '@lingtai/descriptor';
import { spectrumFits } from '@lingtai/release/testing';
import type { Canaries } from './canaries.ts';
import { accessDays as days } from './survey.ts';

/** The one release of a small survey beside the large one: of names that are like none there, so that no answer suggests one for another. */
export const smallRelease = { release: 'edr', version: 'v3' } as const;

/** A descriptor and its input. */
export interface SmallSurvey {
  readonly dataset: string;
  readonly descriptorFile: string;
  readonly inputDir: string;
}

const column = (name: string, type: string, more = ''): string =>
  `      - { name: ${name}, type: ${type}, verb: 1${more}, description: { en: Column ${name}., zh: 列 ${name}。 } }\n`;

const descriptor = (
  id: string,
  title: string,
  from: string,
  rest: string,
): string => `${simulatedHead(id, { en: title, zh: title }, { en: title, zh: title })}
releases: [{ release: ${smallRelease.release}, version: ${smallRelease.version}, audience: public, from: ${from} }]
${rest}`;

async function files(folder: string, dataset: string, text: string): Promise<SmallSurvey> {
  const [descriptorFile, inputDir] = [join(folder, `${dataset}.yaml`), join(folder, `input-${dataset}`)];
  await mkdir(inputDir, { recursive: true });
  await writeFile(descriptorFile, text);
  return { dataset, descriptorFile, inputDir };
}

/** A dataset of which nobody but operators sees anything: it must be as if there were none of its name. */
export async function makeVault(folder: string, canaries: Canaries): Promise<SmallSurvey> {
  const word = (): string => canaries.word('vault/edr/v3', 'dataset');
  const made = await files(
    folder,
    'vault',
    descriptor(
      'vault',
      word(),
      '2099-01-01',
      `tables:
  - name: jewels
    title: { en: Jewels, zh: 珠宝 }
    source: { kind: csv, files: [jewels.csv] }
    key: id
    columns:
${column('id', 'int64, required: true')}${column('word', 'string')}`,
    ),
  );
  await writeFile(join(made.inputDir, 'jewels.csv'), `id,word\n1,${word()}\n2,${word()}\n`);
  return made;
}

/** Spectra that everybody sees, but not their names and redshifts, which stand in their pictures. */
export async function makeGallery(folder: string, canaries: Canaries): Promise<SmallSurvey> {
  const access = `, access: [{ audience: approved, from: ${days.first} }, { audience: public, from: ${days.column} }]`;
  const made = await files(
    folder,
    'gallery',
    descriptor(
      'gallery',
      'Gallery',
      days.first,
      `tables:
  - name: plates
    title: { en: Plates, zh: 底片 }
    source: { kind: csv, files: [plates.csv] }
    key: id
    nameColumn: label
    columns:
${column('id', 'int64', ', required: true')}${column('label', 'string', access)}${column('z', 'float64', access)}products:
  - name: plates
    type: spectrum
    title: { en: Plates, zh: 底片 }
    files: ['*.fits']
    mime: application/fits
    table: plates
    id: { header: [OBSID] }
    spectrum: { reader: lamost-lrs, resolvingPower: 1800 }
`,
    ),
  );
  const rows = galleryIds.map(
    (id, i) => `${id},${canaries.word('gallery/edr/v3#plates.label', 'name')},${0.02 * (i + 1)}`,
  );
  await writeFile(join(made.inputDir, 'plates.csv'), `id,label,z\n${rows.join('\n')}\n`);
  for (const id of galleryIds) {
    const plate = spectrumFits({ obsid: Number(id), raDeg: 1, decDeg: 1, z: 0, pixels: 300 });
    await writeFile(join(made.inputDir, `${id}.fits`), plate);
  }
  return made;
}

export const galleryIds = ['11', '12'] as const;

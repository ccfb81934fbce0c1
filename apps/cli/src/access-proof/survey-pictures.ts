import { userAsker } from '@lingtai/access';
import { broken } from './broken.ts';
import type { Canary } from './canaries.ts';
import { maySee } from './oracle.ts';
import { picturesOf } from './pictures.ts';
import type { ProofServer } from './server.ts';
import { galleryIds } from './small-surveys.ts';
import { accessVersions } from './survey.ts';
import { spectrumIds } from './survey-world.ts';
import type { May, Pictures } from './world.ts';

/** The pictures of each release of the survey, by its address and the spectrum's id. */
export async function surveyPictures(
  { installation }: ProofServer,
  canaries: readonly Canary[],
): Promise<ReadonlyMap<string, Pictures>> {
  const { releases } = await installation.catalogue.snapshot(userAsker({ name: '', roles: ['operator'] }));
  const at = (address: string) => releases.find((release) => release.address === address)!;
  const pictures = new Map<string, Pictures>();
  const add = async (address: string, product: string, ids: readonly string[], sees: () => May): Promise<void> => {
    const drawn = await picturesOf(installation, at(address), product, ids, sees);
    if (drawn.size < ids.length) throw broken(`${address} has no pictures of all ${product}`);
    pictures.set(address, drawn);
  };
  for (const version of accessVersions) await add(`canary/dr1/${version}`, 'spectra', spectrumIds, () => () => true);
  const label = canaries.find((canary) => canary.kind === 'name')!;
  const sees = (): May => (who, time) => maySee(who, label, time);
  await add('gallery/edr/v3', 'plates', galleryIds, sees);
  return pictures;
}

import { type AccessStep, releaseSteps } from '@lingtai/access';
import { type Descriptor, loadDescriptor, type ReleaseRecord, releaseOf, releaseRecordOf } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import {
  addReleaseRecord,
  assertAudience,
  findPublication,
  type Published,
  publishRelease,
  type ReservedOwners,
  reserveOwners,
  type State,
} from '@lingtai/state';
import { addressText, type ReleaseAddress, releasePrefix } from './address.ts';
import { step } from './fault.ts';
import { readManifest, sha256Hex } from './manifest.ts';
import { rowOwnersOf } from './row-owners.ts';
import { softwareVersion } from './software.ts';
import type { ObjectStore } from './store.ts';

export interface PublishOptions extends ReleaseAddress {
  readonly state: State;
  readonly store: ObjectStore;
  /** Who may see it: `public` or groups; what the descriptor or its policy says when absent. */
  readonly audience?: readonly string[];
  /** From when; what the descriptor says when absent, or at once. */
  readonly from?: Date;
}

/** The publication, and what became of the names that own its rows. */
export interface PublishedRelease extends Published {
  readonly owners: ReservedOwners;
}

/**
 * Publishes a built release: one transaction in the state store, after the manifest and its descriptor have been read and
 * fit. Again is no error. Throws class `not-found` for a release that is not built, `PUBLISH-NOBODY`, `STATE-PUBLISHED`.
 */
export async function publish(options: PublishOptions): Promise<PublishedRelease> {
  const { state, store } = options;
  const address: ReleaseAddress = { dataset: options.dataset, release: options.release, version: options.version };
  const { manifest, digest } = await readManifest(store, address);
  const text = await store.read(releasePrefix(address) + manifest.descriptor.path);
  if (sha256Hex(text) !== manifest.descriptor.sha256) throw damaged(address, manifest.descriptor.path);
  const descriptor = loadDescriptor(Buffer.from(text).toString());
  await checkSizes(store, address, manifest.files);
  const known = await findPublication(state, address);
  if (options.audience) await assertAudience(state, options.audience);
  if (known && !sameAudience(options, known.access)) throw isPublished(address);
  const steps = known?.access ?? stepsFor(options, descriptor, address);
  const [first] = steps;
  if (!first) throw nobody(address);
  // Before anybody sees the names: a free one could be taken by somebody else.
  const owners = await reserveOwners(state, await rowOwnersOf(store, address, manifest, descriptor));
  step('state.publish');
  const published = await publishRelease(state, {
    ...address,
    digest,
    descriptorDigest: manifest.descriptor.sha256,
    audience: first.audience.join(','),
    from: first.from,
    access: steps,
    softwareVersion,
  });
  step('state.published');
  // What a record that was loaded before says stays; again adds nothing.
  await addReleaseRecord(state, address.dataset, recordOf(descriptor, address, steps), { actor: 'terminal' });
  return { ...published, owners };
}

/** Every file is there with its size; `verify` reads them. */
async function checkSizes(
  store: ObjectStore,
  address: ReleaseAddress,
  files: Readonly<Record<string, { readonly sizeBytes: number }>>,
): Promise<void> {
  const prefix = releasePrefix(address);
  const left = new Map(Object.entries(files));
  for await (const { key, sizeBytes } of store.list(prefix)) {
    const path = key.slice(prefix.length);
    if (left.get(path)?.sizeBytes === sizeBytes) left.delete(path);
  }
  const [first] = left.keys();
  if (first !== undefined) throw damaged(address, first);
}

function damaged(address: ReleaseAddress, path: string) {
  const text = addressText(address);
  return fail(
    'data',
    'RELEASE-DAMAGED',
    {
      en: `A file of ${text} is missing or changed; it is not published. Verify the release.`,
      zh: `${text} 的一个文件缺失或被更改，未予发布。请校验该发布。`,
    },
    { place: { file: path } },
  );
}

/** What the options say, or else the descriptor or its policy. */
function stepsFor(options: PublishOptions, descriptor: Descriptor, address: ReleaseAddress): readonly AccessStep[] {
  const entry = releaseOf(descriptor, address.release, address.version);
  const now = new Date();
  const said = releaseSteps(descriptor, entry, now);
  if (options.audience) return [{ audience: options.audience, from: options.from ?? now }];
  return options.from === undefined ? said : said.map(({ audience }) => ({ audience, from: options.from! }));
}

/** Listed for everybody, but where it is for those only who know of it. */
function recordOf(descriptor: Descriptor, address: ReleaseAddress, steps: readonly AccessStep[]): ReleaseRecord {
  const record = releaseRecordOf(releaseOf(descriptor, address.release, address.version));
  const released = record.released ?? steps[0]?.from.toISOString().slice(0, 10);
  const hidden = steps.every((step) => step.audience.includes('hidden'));
  return { ...record, ...(released === undefined ? {} : { released }), ...(hidden ? { listed: false } : {}) };
}

/** Without a wish, or with the first step as it is. */
function sameAudience({ audience, from }: PublishOptions, [first]: readonly AccessStep[]): boolean {
  if (audience && audience.toSorted().join() !== first?.audience.toSorted().join()) return false;
  return from === undefined || from.getTime() === first?.from.getTime();
}

function isPublished(address: ReleaseAddress) {
  const text = addressText(address);
  return fail('conflict', 'PUBLISH-AUDIENCE', {
    en: `${text} is published already, for others or from another day. Change it with: lingtai access set ${text}`,
    zh: `${text} 已经发布，但受众或起始日期不同。如需更改，请用：lingtai access set ${text}`,
  });
}

function nobody(address: ReleaseAddress) {
  const text = addressText(address);
  return fail('usage', 'PUBLISH-NOBODY', {
    en: `Nothing says who may see ${text}: neither the descriptor nor a policy that fits its version. Name an audience with --audience.`,
    zh: `未说明谁可以看到 ${text}：描述文件和适用于该版本的策略均未给出。请用 --audience 指定受众。`,
  });
}

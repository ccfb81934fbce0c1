import { loadDescriptor, releaseOf } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import { findPublication, type Published, publishRelease, type State } from '@lingtai/state';
import { addressText, type ReleaseAddress, releasePrefix } from './address.ts';
import { step } from './fault.ts';
import { readManifest, sha256Hex } from './manifest.ts';
import { softwareVersion } from './software.ts';
import type { ObjectStore } from './store.ts';

export interface PublishOptions extends ReleaseAddress {
  readonly state: State;
  readonly store: ObjectStore;
  /** Who may see it; what the descriptor says when absent. */
  readonly audience?: string;
  /** From when; what the descriptor says when absent, or at once. */
  readonly from?: Date;
}

/**
 * Publishes a built release: one transaction in the state store, after the manifest and its descriptor have been read and
 * fit. Again is no error. Throws class `not-found` for a release that is not built, `PUBLISH-AUDIENCE`, `STATE-PUBLISHED`.
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { state, store } = options;
  const address: ReleaseAddress = { dataset: options.dataset, release: options.release, version: options.version };
  const { manifest, digest } = await readManifest(store, address);
  const text = await store.read(releasePrefix(address) + manifest.descriptor.path);
  if (sha256Hex(text) !== manifest.descriptor.sha256) throw damaged(address, manifest.descriptor.path);
  const entry = releaseOf(loadDescriptor(Buffer.from(text).toString()), address.release, address.version);
  const audience = options.audience ?? entry.audience;
  if (audience !== 'public') throw notPublic(address, audience);
  await checkSizes(store, address, manifest.files);
  const known = await findPublication(state, address);
  const from = options.from ?? known?.from ?? (entry.from === undefined ? new Date() : new Date(entry.from));
  step('state.publish');
  const published = await publishRelease(state, {
    ...address,
    digest,
    descriptorDigest: manifest.descriptor.sha256,
    audience,
    from,
    softwareVersion,
  });
  step('state.published');
  return published;
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
      zh: `${text} 的一个文件缺失或被更改,未予发布。请校验该发布。`,
    },
    { place: { file: path } },
  );
}

function notPublic(address: ReleaseAddress, audience: string) {
  const text = addressText(address);
  return fail('unsupported', 'PUBLISH-AUDIENCE', {
    en: `${text} is for the audience "${audience}". This version of Lingtai has no accounts yet, so it could not keep others out: only releases for "public" can be published.`,
    zh: `${text} 面向的受众是“${audience}”。此版本的灵台尚无用户账户,无法限制他人访问:目前只能发布面向“public”(公开)的数据。`,
  });
}

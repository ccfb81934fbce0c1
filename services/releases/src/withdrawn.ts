import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { Withdrawal } from '@lingtai/state';
import { addressKey, type KnownReleases } from './registry.ts';

/** The withdrawal that a path of the site falls under: `/demo/dr1/v1/tables`, `/api/demo/dr1/v1`. */
export function withdrawalOf(known: KnownReleases, path: string): Withdrawal | undefined {
  if (known.withdrawnAt.size === 0) return undefined;
  const [dataset, release, version] = path
    .replace(/^\/api(?=\/)/, '')
    .split('/')
    .filter((part) => part !== '');
  if (dataset === undefined || release === undefined || version === undefined) return undefined;
  return known.withdrawnAt.get(addressKey({ dataset, release, version }));
}

/** Whether everybody may learn of a withdrawal: of an unlisted release nobody does. */
export function isListed(known: KnownReleases, at: Withdrawal): boolean {
  return known.recordAt.get(addressKey(at))?.record.listed !== false;
}

/** What every route of a withdrawn release answers. */
export function goneError(withdrawal: Withdrawal): LingtaiError {
  const address = `${withdrawal.dataset}/${withdrawal.release}/${withdrawal.version}`;
  const day = (withdrawal.confirmedAt ?? withdrawal.askedAt).toISOString().slice(0, 10);
  return fail('gone', 'RELEASE-WITHDRAWN', {
    en: `${address} was withdrawn on ${day}: ${withdrawal.reason} (see the page /${address})`,
    zh: `${address} 已于 ${day} 撤回：${withdrawal.reason}（见页面 /${address}）`,
  });
}

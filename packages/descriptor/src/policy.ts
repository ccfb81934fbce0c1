import type { AccessEntry, Descriptor, PolicyRuleEntry, ReleaseEntry } from './types.ts';

/**
 * Ready policies that a descriptor may name; data, and nobody's in particular. A policy of one's own is written in the
 * descriptor instead of a name.
 *
 * `staged`: test data (v0, v0.q1 …) for the working group and whom its committee approved; the domestic release (v1 …)
 * a year after observing ended, for domestic users and collaborators too, and for everybody 18 months after that, as the
 * international release (v2 …).
 */
export const policies: Readonly<Record<string, readonly PolicyRuleEntry[]>> = {
  staged: [
    { versions: '^v0', access: [{ audience: ['working-group', 'approved'] }] },
    {
      versions: '^v1',
      access: [
        { audience: ['working-group', 'approved', 'domestic', 'collaborator'], monthsAfterObserving: 12 },
        { audience: 'public', monthsAfterObserving: 30 },
      ],
    },
    { versions: '^v', access: [{ audience: 'public', monthsAfterObserving: 30 }] },
  ],
  open: [{ versions: '^v', access: [{ audience: 'public' }] }],
};

/** The steps that the descriptor's policy gives a version; none where there is no policy, so that nobody sees it. */
export function policyOf(
  { policy }: Pick<Descriptor, 'policy'>,
  { version }: Pick<ReleaseEntry, 'version'>,
): readonly AccessEntry[] {
  const rules = typeof policy === 'string' ? policies[policy] : policy;
  return rules?.find(({ versions }) => new RegExp(versions, 'i').test(version))?.access ?? [];
}

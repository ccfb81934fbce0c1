import { fail } from '@lingtai/diagnostics';
import type { Asker } from './asker.ts';

/** Who may see something, from when. */
export interface VisibilityRule {
  readonly audience: string;
  readonly from: Date;
}

/** The one access decision: may this asker see what the rule covers at that time? */
export function visible(_asker: Asker, rule: VisibilityRule, at: Date): boolean {
  return rule.audience === 'public' && rule.from.getTime() <= at.getTime();
}

/** Refuses to publish for an audience that nothing can enforce yet: without accounts only the public exists. */
export function assertPublishable(rule: Pick<VisibilityRule, 'audience'>, what: string): void {
  if (rule.audience === 'public') return;
  throw fail('unsupported', 'ACCESS-AUDIENCE', {
    en: `${what} is meant for the audience "${rule.audience}". This version of Lingtai has no accounts yet and can only publish for "public"; nothing was published.`,
    zh: `${what} 的受众是“${rule.audience}”。本版本的灵台尚无账户系统,只能面向“public”(公众)发布;未发布任何内容。`,
  });
}

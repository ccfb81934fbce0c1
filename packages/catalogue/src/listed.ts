import type { Asker } from '@lingtai/access';
import { fail, type LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { Publication } from '@lingtai/state';
import { addressOf } from './sight.ts';

/** A publication, and what everybody may learn of it. */
export interface KnownPublication extends Publication {
  /** Absent: nobody learns of it who may not see it. */
  readonly listed?: { readonly title?: LocalText };
}

/** What an asker meets at the address of a release that is there, but not for him: for whom it is, from when, and how to ask. */
export function notOpen(publication: KnownPublication, kind: Asker['kind']): LingtaiError {
  const address = addressOf(publication);
  const title = publication.listed?.title;
  const steps = publication.access.map(
    ({ audience, from }) => `${audience.join(', ')} (${from.toISOString().slice(0, 10)})`,
  );
  const named = (text: string | undefined, open: string, close: string): string =>
    text === undefined ? '' : `${open}${text}${close}`;
  const anonymous = kind === 'anonymous';
  return fail(anonymous ? 'unauthenticated' : 'forbidden', 'RELEASE-NOT-OPEN', {
    en: `${address}${named(title?.en, ' (', ')')} is not open to you. It is for: ${steps.join('; ')}. ${anonymous ? 'Sign in if you are one of them, or' : 'You may'} ask for access on the page of your account.`,
    zh: `${address}${named(title?.zh, '（', '）')}未向您开放。开放对象：${steps.join('；')}。${anonymous ? '如属其中，请先登录；也可' : '您可'}在账户页面申请访问。`,
  });
}

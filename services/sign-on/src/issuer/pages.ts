import { createHash } from 'node:crypto';
import type { LocalText } from '@lingtai/diagnostics';
import type { KoaContext } from 'oidc-provider';

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}iframe{display:none}button{font:inherit;padding:.4rem 1.2rem}';
const styleDigest = createHash('sha256').update(style).digest('base64');

export interface PlainPage {
  readonly title: LocalText;
  readonly text: LocalText;
  /** Addresses that are shown in frames nobody sees. */
  readonly frames?: readonly string[];
  /** Where the page goes on by itself, after so many seconds. */
  readonly next?: { readonly url: string; readonly afterSeconds: number };
  /** A button that posts to this path. */
  readonly post?: { readonly path: string; readonly label: LocalText };
}

/** A page without scripts in both languages, and the policy that it needs. */
export function plainPage({ title, text, frames = [], next, post }: PlainPage): { html: string; policy: string } {
  const both = ({ en, zh }: LocalText, tag: string): string =>
    `<${tag} lang="en">${escaped(en)}</${tag}><${tag} lang="zh-CN">${escaped(zh)}</${tag}>`;
  const refresh = next && `${next.afterSeconds};url=${next.url}`;
  const html = [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    ...(refresh === undefined ? [] : [`<meta http-equiv="refresh" content="${escaped(refresh)}">`]),
    `<title>${escaped(title.en)} · ${escaped(title.zh)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(title.en)} · ${escaped(title.zh)}</h1>${both(text, 'p')}`,
    ...(next === undefined ? [] : [`<p><a href="${escaped(next.url)}">Continue · 继续</a></p>`]),
    ...(post === undefined ? [] : [postForm(post)]),
    ...frames.map((url) => `<iframe src="${escaped(url)}" title="${escaped(title.en)}"></iframe>`),
    '</body></html>',
  ].join('\n');
  const origins = [...new Set(frames.map((url) => new URL(url).origin))];
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleDigest}'`,
    `frame-src ${origins.length === 0 ? "'none'" : origins.join(' ')}`,
    `form-action ${post === undefined ? "'none'" : "'self'"}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return { html, policy };
}

function postForm({ path, label }: NonNullable<PlainPage['post']>): string {
  return `<form method="post" action="${escaped(path)}"><button>${escaped(label.en)} · ${escaped(label.zh)}</button></form>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** What a person sees when another portal sent him here wrongly. */
export function errorPage(ctx: KoaContext, out: { readonly error: string; readonly error_description?: string }): void {
  const said = out.error_description === undefined ? out.error : `${out.error}: ${out.error_description}`;
  const { html, policy } = plainPage({
    title: { en: 'Sign-in was not possible', zh: '无法登录' },
    text: {
      en: `The portal that sent you here asked in a way that is not allowed (${said}). Go back and begin again; if it stays so, tell its operators.`,
      zh: `将您引导至此的门户发出了不被允许的请求（${said}）。请返回重试；若仍然如此，请告知该门户的运维人员。`,
    },
  });
  ctx.set('Content-Security-Policy', policy);
  ctx.type = 'html';
  ctx.body = html;
}

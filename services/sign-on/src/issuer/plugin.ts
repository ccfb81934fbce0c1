import { acceptForms, requestUrl } from '@lingtai/service-dali';
import type { Session } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { SignOnContext } from '../context.ts';
import { endAsked, readEndSession } from './end-session.ts';
import { handOver, mount } from './handover.ts';
import { resumeInteraction } from './interaction.ts';
import { type PlainPage, plainPage } from './pages.ts';
import { signedOutOf } from './sign-out.ts';

export interface IssuerParts {
  readonly provider: () => Promise<Provider>;
  /** After sessions have ended: tells everybody, and returns where the browser goes on. */
  readonly signedOut: (ended: readonly Session[], next: string) => Promise<string>;
}

const hide: object = { schema: { hide: true } };

/** This site as an OpenID provider, at `/oidc`. */
export function issuerPlugin(app: FastifyInstance, context: SignOnContext, { provider, signedOut }: IssuerParts): void {
  const show = (reply: FastifyReply, page: PlainPage): FastifyReply => {
    const { html, policy } = plainPage(page);
    reply.header('Content-Security-Policy', policy).header('Cache-Control', 'no-store');
    return reply.header('Referrer-Policy', 'no-referrer').type('text/html; charset=utf-8').send(html);
  };

  app.get(`${mount}/interaction/:uid`, hide, async (request, reply) =>
    resumeInteraction(await provider(), context, request, reply),
  );

  const endSession = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = await readEndSession(await provider(), context, endSessionRequest(request));
    const own = context.sessionOf(request);
    if (asked.subject === undefined && own) return show(reply, confirmPage(context));
    const mine = own !== undefined && own.account === asked.subject ? own.id : undefined;
    const ended = await endAsked(context, [asked.session, mine]);
    return reply.redirect(await signedOut(ended, asked.next ?? '/'), 303);
  };
  app.get(`${mount}/session/end`, hide, endSession);

  void app.register(async (forms) => {
    acceptForms(forms);
    forms.post(`${mount}/session/end`, hide, endSession);
    forms.post(`${mount}/sign-out`, hide, async (request, reply) => {
      const ended = await endAsked(context, [context.sessionOf(request)?.id]);
      // Not a redirect: the page's policy would hold up one that leads to another site.
      return show(reply, signedOutPage([], await signedOut(ended, '/')));
    });
  });

  app.get<{ Params: { word: string } }>(`${mount}/signed-out/:word`, hide, async (request, reply) => {
    const page = await signedOutOf(context, request.params.word);
    return show(reply, signedOutPage(page?.frames ?? [], page?.next ?? '/'));
  });

  void app.register(async (rest) => {
    // oidc-provider reads bodies itself.
    rest.removeAllContentTypeParsers();
    rest.addContentTypeParser('*', (_request, _payload, done) => done(null));
    rest.all(`${mount}/*`, hide, async (request, reply) => handOver(await provider(), context, request, reply));
  });
}

function endSessionRequest(request: FastifyRequest): Parameters<typeof readEndSession>[2] {
  const given = request.body instanceof URLSearchParams ? request.body : requestUrl(request).searchParams;
  return {
    idTokenHint: given.get('id_token_hint'),
    clientId: given.get('client_id'),
    postLogoutRedirectUri: given.get('post_logout_redirect_uri'),
    state: given.get('state'),
  };
}

/** Nobody shall be signed out by a link that somebody else made. */
function confirmPage({ siteName }: SignOnContext): PlainPage {
  return {
    title: { en: 'Sign out', zh: '退出登录' },
    text: {
      en: `Do you want to sign out of ${siteName.en} and of every portal that you entered with it?`,
      zh: `要退出${siteName.zh}以及所有由它登录的门户吗？`,
    },
    post: { path: `${mount}/sign-out`, label: { en: 'Sign out', zh: '退出登录' } },
  };
}

function signedOutPage(frames: readonly string[], next: string): PlainPage {
  return {
    title: { en: 'Signed out', zh: '已退出登录' },
    text: { en: 'You are signed out of every portal.', zh: '您已从所有门户退出登录。' },
    frames,
    next: { url: next, afterSeconds: frames.length > 0 ? 2 : 0 },
  };
}

import type { PayloadStore } from '@lingtai/state';
import { errors, type OidcAdapter } from 'oidc-provider';

/**
 * The provider's storage on the state store. `session` tells during which session here the present request is made: the
 * provider's own sessions end with it.
 */
export function stateAdapter(store: PayloadStore, session: () => string | undefined): (model: string) => OidcAdapter {
  return (model) => ({
    upsert: async (id, payload, expiresSeconds) => {
      const during = model === 'Session' ? session() : undefined;
      await store.upsert(model, id, payload, {
        ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
        ...(during === undefined ? {} : { session: during }),
      });
    },
    find: async (id) => mutable(await store.find(model, id)),
    findByUid: async (uid) => mutable(await store.findByUid(model, uid)),
    findByUserCode: async () => undefined,
    // Of two that come with the same code at once, the second is refused.
    consume: async (id) => {
      if (!(await store.consume(model, id))) throw new errors.InvalidGrant('already consumed');
    },
    destroy: (id) => store.destroy(model, id),
    revokeByGrantId: (grantId) => store.revokeGrant(grantId),
  });
}

function mutable(payload: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> | undefined {
  return payload && { ...payload };
}

import { uwsPlugin } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';
import type { TapContext } from '../context.ts';
import { userTableApi } from './api.ts';
import { userTableRoutes } from './routes.ts';
import { tableUpdateOptions } from './table-update.ts';

/** Everything about the tables that people make: as clients of TAP speak it, and for pages. */
export async function userTablesPlugin(app: FastifyInstance, context: TapContext): Promise<void> {
  const own = context.userTables;
  await app.register(async (scope) => userTableRoutes(scope, context, own));
  await app.register(async (scope) => uwsPlugin(scope, tableUpdateOptions(context, own)));
  await app.register(async (scope) => userTableApi(scope, context, own));
}

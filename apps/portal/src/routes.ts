import type { LoadRequest, PageView } from './page.ts';
import { loadLimits } from './pages/account/limits.tsx';
import { loadAccount } from './pages/account/page.tsx';
import { entryLoader, loadSignIn } from './pages/account/sign-in.tsx';
import { loadAdminAccounts } from './pages/admin/accounts.tsx';
import { loadAdminAudit } from './pages/admin/audit.tsx';
import { loadAdminDue } from './pages/admin/due.tsx';
import { loadAdminGroups } from './pages/admin/groups.tsx';
import { loadAdminQuotas } from './pages/admin/quotas.tsx';
import { loadAdminReleases } from './pages/admin/releases.tsx';
import { loadAdminGrants, loadAdminRequests } from './pages/admin/requests.tsx';
import { loadAdminWithdrawals } from './pages/admin/withdrawals.tsx';
import { loadApiDocs } from './pages/api-docs.tsx';
import { loadFind } from './pages/find.tsx';
import { loadHome } from './pages/home.tsx';
import { loadQuery } from './pages/query/page.tsx';
import { loadRelease } from './pages/release.tsx';
import { loadFamily } from './pages/releases/family.tsx';
import { loadReport } from './pages/report.tsx';
import { loadSearch } from './pages/search.tsx';
import { loadSpectrum } from './pages/spectrum.tsx';
import { loadSql } from './pages/sql/page.tsx';
import { loadTable, loadTables } from './pages/tables.tsx';

type Loader = (request: LoadRequest) => Promise<PageView>;

/** Every page: its address and what loads it. Fixed words come before names. */
const routes: readonly { readonly path: string; readonly load: Loader }[] = [
  { path: '/', load: loadHome },
  { path: '/search', load: loadFind },
  { path: '/sql', load: loadSql },
  { path: '/queries/:id', load: loadQuery },
  { path: '/docs/api', load: loadApiDocs },
  { path: '/sign-in', load: loadSignIn },
  { path: '/register', load: entryLoader('register', 'register') },
  { path: '/confirm', load: entryLoader('confirm', 'confirmTitle') },
  { path: '/reset', load: entryLoader('reset', 'reset') },
  { path: '/account', load: loadAccount },
  { path: '/account/limits', load: loadLimits },
  { path: '/admin/quotas', load: loadAdminQuotas },
  { path: '/admin/accounts', load: loadAdminAccounts },
  { path: '/admin/groups', load: loadAdminGroups },
  { path: '/admin/requests', load: loadAdminRequests },
  { path: '/admin/grants', load: loadAdminGrants },
  { path: '/admin/releases', load: loadAdminReleases },
  { path: '/admin/withdrawals', load: loadAdminWithdrawals },
  { path: '/admin/due', load: loadAdminDue },
  { path: '/admin/audit', load: loadAdminAudit },
  { path: '/:dataset', load: loadRelease },
  { path: '/:dataset/releases', load: loadFamily },
  { path: '/:dataset/:release/:version', load: loadRelease },
  { path: '/:dataset/:release/:version/tables', load: loadTables },
  { path: '/:dataset/:release/:version/tables/:table', load: loadTable },
  { path: '/:dataset/:release/:version/search/:form', load: loadSearch },
  { path: '/:dataset/:release/:version/report', load: loadReport },
  { path: '/:dataset/:release/:version/spectra/:id', load: loadSpectrum },
];

/** The first route that fits a path, with the path's names. */
export function matchRoute(
  pathname: string,
): { readonly load: Loader; readonly params: Record<string, string> } | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  for (const route of routes) {
    const wanted = route.path.split('/').filter((part) => part !== '');
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, i) => part.startsWith(':') || part === parts[i])) continue;
    const params = Object.fromEntries(
      wanted.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), parts[i]!]] : [])),
    );
    return { load: route.load, params };
  }
  return undefined;
}

import type { SiteView } from './page.ts';
import { LimitsPage } from './pages/account/limits.tsx';
import { AccountPage } from './pages/account/page.tsx';
import { ConfirmPage, RegisterPage, ResetPage, SignInPage } from './pages/account/sign-in.tsx';
import { AdminAccounts } from './pages/admin/accounts.tsx';
import { AdminAudit } from './pages/admin/audit.tsx';
import { AdminDue } from './pages/admin/due.tsx';
import { AdminGroups } from './pages/admin/groups.tsx';
import { AdminQuotas } from './pages/admin/quotas.tsx';
import { AdminReleases } from './pages/admin/releases.tsx';
import { AdminGrants, AdminRequests } from './pages/admin/requests.tsx';
import { AdminWithdrawals } from './pages/admin/withdrawals.tsx';
import { ApiDocs } from './pages/api-docs.tsx';
import { ErrorPage } from './pages/error.tsx';
import { Find } from './pages/find.tsx';
import { Home } from './pages/home.tsx';
import { PermanentQueryPage } from './pages/query/page.tsx';
import { Release } from './pages/release.tsx';
import { Family } from './pages/releases/family.tsx';
import { ReleaseRecordPage } from './pages/releases/record.tsx';
import { ReportPage } from './pages/report.tsx';
import { Search } from './pages/search.tsx';
import { SpectrumPage } from './pages/spectrum.tsx';
import { Sql } from './pages/sql/page.tsx';
import { Table, Tables } from './pages/tables.tsx';
import { Layout } from './parts/layout.tsx';
import type { SignedInView } from './parts/signed-in.tsx';
import { type Lang, LangProvider } from './words/context.tsx';

/** What the server writes into the page and the browser reads again. */
export interface PageState {
  readonly page: string;
  readonly data: unknown;
  readonly path: string;
  readonly lang: Lang;
  readonly site: SiteView;
  /** The page shows data that a program made. */
  readonly simulated: boolean;
  /** Who is signed in. */
  readonly account?: SignedInView;
}

// The data of a page are made by its own loader, so that the pair always fits: `never` takes every page's own type.
const pages: Readonly<Record<string, (props: { readonly data: never; readonly site: SiteView }) => React.ReactNode>> = {
  home: Home,
  release: Release,
  family: Family,
  'release-record': ReleaseRecordPage,
  tables: Tables,
  table: Table,
  search: Search,
  spectrum: SpectrumPage,
  report: ReportPage,
  find: Find,
  sql: Sql,
  query: PermanentQueryPage,
  api: ApiDocs,
  error: ErrorPage,
  'sign-in': SignInPage,
  register: RegisterPage,
  confirm: ConfirmPage,
  reset: ResetPage,
  account: AccountPage,
  limits: LimitsPage,
  'admin-quotas': AdminQuotas,
  'admin-accounts': AdminAccounts,
  'admin-groups': AdminGroups,
  'admin-requests': AdminRequests,
  'admin-grants': AdminGrants,
  'admin-releases': AdminReleases,
  'admin-withdrawals': AdminWithdrawals,
  'admin-due': AdminDue,
  'admin-audit': AdminAudit,
};

export function App({ state }: { readonly state: PageState }) {
  const Page = pages[state.page]!;
  return (
    <LangProvider lang={state.lang}>
      <Layout site={state.site} path={state.path} simulated={state.simulated} account={state.account}>
        <Page data={state.data as never} site={state.site} />
      </Layout>
    </LangProvider>
  );
}

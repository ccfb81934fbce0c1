import type { SiteView } from './page.ts';
import { ApiDocs } from './pages/api-docs.tsx';
import { ErrorPage } from './pages/error.tsx';
import { Find } from './pages/find.tsx';
import { Home } from './pages/home.tsx';
import { PermanentQueryPage } from './pages/query/page.tsx';
import { Release } from './pages/release.tsx';
import { ReportPage } from './pages/report.tsx';
import { Search } from './pages/search.tsx';
import { SpectrumPage } from './pages/spectrum.tsx';
import { Sql } from './pages/sql/page.tsx';
import { Table, Tables } from './pages/tables.tsx';
import { Layout } from './parts/layout.tsx';
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
}

// The data of a page are made by its own loader, so that the pair always fits: `never` takes every page's own type.
const pages: Readonly<Record<string, (props: { readonly data: never; readonly site: SiteView }) => React.ReactNode>> = {
  home: Home,
  release: Release,
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
};

export function App({ state }: { readonly state: PageState }) {
  const Page = pages[state.page]!;
  return (
    <LangProvider lang={state.lang}>
      <Layout site={state.site} path={state.path} simulated={state.simulated}>
        <Page data={state.data as never} site={state.site} />
      </Layout>
    </LangProvider>
  );
}

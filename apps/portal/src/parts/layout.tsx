import type { ReactNode } from 'react';
import type { SiteView } from '../page.ts';
import { useWords } from '../words/context.tsx';
import { SignedInBox, type SignedInView } from './signed-in.tsx';

/** Header, banner, content and footer of every page. */
export function Layout({
  site,
  path,
  simulated,
  account,
  children,
}: {
  readonly site: SiteView;
  readonly path: string;
  readonly simulated: boolean;
  readonly account: SignedInView | undefined;
  readonly children: ReactNode;
}) {
  const { w, t, lang } = useWords();
  const other = lang === 'zh' ? 'en' : 'zh';
  const [pathname = '/', search = ''] = path.split('?');
  const query = new URLSearchParams(search);
  query.set('lang', other);
  return (
    <>
      <a className="skip" href="#content">
        {w('skip')}
      </a>
      <header className="site">
        <div className="wide">
          <a className="brand" href="/">
            <Mark />
            <span>{t(site.name)}</span>
          </a>
          <search>
            <form className="find" action="/search">
              <label className="hidden" htmlFor="find">
                {w('searchLabel')}
              </label>
              <input
                id="find"
                name="q"
                type="search"
                defaultValue={pathname === '/search' ? (query.get('q') ?? '') : ''}
                placeholder={w('searchPlaceholder')}
                autoComplete="off"
                spellCheck={false}
              />
              <button type="submit">{w('searchButton')}</button>
            </form>
          </search>
          <nav aria-label={w('main')}>
            <a href="/">{w('menuDatasets')}</a>
            <a href="/sql">{w('menuSql')}</a>
            <a href="/docs/api">{w('menuApi')}</a>
            <a
              href={`${pathname}?${query}`}
              hrefLang={other}
              lang={other === 'zh' ? 'zh-CN' : 'en'}
              title={w('languageTitle')}
              className="lang"
            >
              {w('language')}
            </a>
            <SignedInBox account={account} path={path} />
          </nav>
        </div>
      </header>
      {simulated && (
        <p className="banner" role="note">
          {w('simulatedBanner')}
        </p>
      )}
      <main id="content" className="wide" tabIndex={-1}>
        {children}
      </main>
      <footer className="site">
        <div className="wide">
          <span>
            {w('software')} · {site.softwareVersion}
          </span>
          <span>
            <a href="/docs/api">{w('apiFooter')}</a> · <a href="/api/openapi.json">OpenAPI</a> ·{' '}
            <a href="/.well-known/lingtai.json">{w('services')}</a> · {w('sourceCode')}
          </span>
        </div>
      </footer>
    </>
  );
}

/** The observatory terrace under the circle of the sky. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <circle cx="16" cy="12" r="8.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <ellipse cx="16" cy="12" rx="8.5" ry="3" fill="none" stroke="currentColor" strokeWidth="1" />
      <circle cx="21.5" cy="6.5" r="1.7" fill="currentColor" />
      <path d="M3 29h26l-3-4H6zM8 24h16l-2-2.6H10z" fill="currentColor" />
    </svg>
  );
}

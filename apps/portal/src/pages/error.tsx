import type { ApiErrors } from '../page.ts';
import { useWords } from '../words/context.tsx';

export function ErrorPage({ data }: { readonly data: ApiErrors }) {
  const { w, t } = useWords();
  return (
    <>
      <h1>
        {w('errorTitle')} <small>{data.status}</small>
      </h1>
      <div className="errors" role="alert">
        <ul>
          {data.errors.map((e) => (
            <li key={`${e.code} ${e.parameter}`}>
              {t(e.message)} {e.nearest ? `${w('nearest')} “${e.nearest}”?` : ''} <code>{e.code}</code>
            </li>
          ))}
        </ul>
      </div>
      <p>
        <a href="/">{w('backHome')}</a>
      </p>
    </>
  );
}

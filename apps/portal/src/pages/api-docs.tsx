import { type LoadRequest, load, type PageView } from '../page.ts';
import { useWords, wordOf } from '../words/context.tsx';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
}

interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export async function loadApiDocs({ api, lang }: LoadRequest): Promise<PageView> {
  const data = await load<OpenApi>(api, '/api/openapi.json');
  return { page: 'api', data, title: wordOf('apiTitle', lang) };
}

export function ApiDocs({ data }: { readonly data: OpenApi }) {
  const { w } = useWords();
  return (
    <>
      <h1>
        {w('apiTitle')} <small>{data.info.version}</small>
      </h1>
      <p className="lead">
        {w('apiIntro')} <a href="/api/openapi.json">/api/openapi.json</a>
      </p>
      {Object.entries(data.paths).flatMap(([path, operations]) =>
        Object.entries(operations)
          .filter(([method]) => method === 'get')
          .map(([method, operation]) => <OperationView key={`${method} ${path}`} path={path} operation={operation} />),
      )}
    </>
  );
}

function OperationView({ path, operation }: { readonly path: string; readonly operation: Operation }) {
  const { w } = useWords();
  const parameters = operation.parameters ?? [];
  return (
    <details className="operation">
      <summary>
        <code>GET {path}</code> <span>{operation.summary}</span>
      </summary>
      {operation.description ? <p>{operation.description}</p> : null}
      {parameters.length > 0 ? (
        <>
          <h2>{w('apiParameters')}</h2>
          <ul>
            {parameters.map((p) => (
              <li key={`${p.in} ${p.name}`}>
                <code>{p.name}</code> {p.description}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </details>
  );
}

import type { QueryLanguage } from '@lingtai/service-tap/schemas';
import { useEffect, useMemo, useState } from 'react';
import type { Lang } from '../../words/context.tsx';
import { ask } from './ask.ts';
import { otherSchemas, releaseSchemas, type SqlSchema } from './catalogue.ts';
import type { Knowledge } from './completion.ts';
import type { SqlRelease } from './page.tsx';

/** The schemas that the asker may read, and all that completion knows; `version` counts changes of the token. */
export function useSchemas(
  releases: readonly SqlRelease[],
  lang: Lang,
  version: number,
): { readonly schemas: readonly SqlSchema[]; readonly knowledge: Knowledge } {
  const own = useMemo(() => releaseSchemas(releases), [releases]);
  const [others, setOthers] = useState<readonly SqlSchema[]>([]);
  const knowledge = useMemo<Knowledge>(() => ({ schemas: own, language: undefined, lang }), [own, lang]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another token sees other tables
  useEffect(() => {
    otherSchemas(own).then(setOthers, () => setOthers([]));
  }, [own, version]);
  useEffect(() => {
    ask('/api/query/language')
      .then(async (answer) => {
        knowledge.language = (await answer.json()) as QueryLanguage;
      })
      // Without it functions and keywords are not completed; names still are.
      .catch(() => undefined);
  }, [knowledge]);
  const schemas = useMemo(() => [...own, ...others], [own, others]);
  knowledge.schemas = schemas;
  return { schemas, knowledge };
}

import type { Diagnostic, Fix } from '@lingtai/diagnostics';
import type { ReactNode } from 'react';
import { useWords } from '../../words/context.tsx';
import { type Checked, isBlank } from './use-check.ts';
import { useSay } from './words.ts';

const stateWords = { done: 'noProblems', failed: 'checkFailed', checking: 'checking' } as const;

/** What is wrong, in words and with repairs; below the editor so that everybody can reach it. */
export function Problems({
  checked,
  show,
  apply,
  applyAll,
}: {
  readonly checked: Checked;
  readonly show: (at: number) => void;
  readonly apply: (fix: Fix) => void;
  readonly applyAll: () => void;
}): ReactNode {
  const say = useSay();
  const { t, w } = useWords();
  const { diagnostics, state } = checked;
  const fixes = diagnostics.filter((d) => d.fix).length;
  return (
    <section
      className="sql-problems"
      aria-label={say('diagnostics')}
      aria-live="polite"
      aria-busy={state === 'checking'}
    >
      {diagnostics.length === 0 ? (
        <p className="hint">{say(isBlank(checked.text) ? 'noQuery' : stateWords[state])}</p>
      ) : (
        <ul>
          {diagnostics.map((d) => (
            <li key={`${d.code} ${d.place?.from}`} className={d.severity}>
              <Place diagnostic={d} show={show} /> {t(d.text)}{' '}
              {d.nearest !== undefined && !d.fix ? `${w('nearest')} “${d.nearest}”? ` : null}
              {d.fix ? (
                <button type="button" className="quiet fix" onClick={() => apply(d.fix!)}>
                  {say('fix')}: {t(d.fix.label)}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {fixes > 1 ? (
        <button type="button" className="fix" onClick={applyAll}>
          {say('fixAll', { n: String(fixes) })}
        </button>
      ) : null}
    </section>
  );
}

function Place({
  diagnostic: { place },
  show,
}: {
  readonly diagnostic: Diagnostic;
  readonly show: (at: number) => void;
}): ReactNode {
  const say = useSay();
  const { lang } = useWords();
  if (place?.line === undefined || place.column === undefined) return null;
  const text =
    lang === 'zh'
      ? `第 ${place.line} 行第 ${place.column} 列`
      : `${say('line')} ${place.line}, ${say('position')} ${place.column}`;
  return (
    <button type="button" className="place" onClick={() => show(place.from ?? 0)}>
      {text}
    </button>
  );
}

import type { Diagnostic, Fix } from '@lingtai/diagnostics';
import type { ReactNode } from 'react';
import { bytesText } from '../../parts/facts.tsx';
import { useWords } from '../../words/context.tsx';
import type { Checked } from './use-check.ts';
import { useSay } from './words.ts';

/** What is wrong, in words and with repairs; below the editor so that everybody can reach it. */
export function Problems({
  checked,
  show,
  apply,
}: {
  readonly checked: Checked;
  readonly show: (at: number) => void;
  readonly apply: (fix: Fix) => void;
}): ReactNode {
  const say = useSay();
  const { t, w } = useWords();
  const { diagnostics, state } = checked;
  return (
    <section
      className="sql-problems"
      aria-label={say('diagnostics')}
      aria-live="polite"
      aria-busy={state === 'checking'}
    >
      {diagnostics.length === 0 ? (
        <p className="hint">{say(state === 'done' ? 'noProblems' : state === 'failed' ? 'checkFailed' : 'checking')}</p>
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

/** What the run would read, before it runs. What is not known is said to be unknown. */
export function CostLine({ checked }: { readonly checked: Checked }): ReactNode {
  const say = useSay();
  const { n } = useWords();
  const cost = checked.server?.cost;
  const parts = cost
    ? [
        cost.rowsRead === undefined ? say('rowsUnknown') : `${n(cost.rowsRead)} ${say('costRows')}`,
        cost.bytesRead === undefined ? say('bytesUnknown') : bytesText(cost.bytesRead),
        cost.seconds === undefined ? say('secondsUnknown') : say('costSeconds', { n: secondsText(cost.seconds) }),
      ]
    : [say(checked.state === 'checking' ? 'checking' : 'costUnknown')];
  return (
    <p className="sql-cost">
      <b>{say('cost')}</b> <span>{parts.join(' · ')}</span>
    </p>
  );
}

const secondsText = (seconds: number): string => (seconds < 0.01 ? '< 0.01' : String(Number(seconds.toPrecision(2))));

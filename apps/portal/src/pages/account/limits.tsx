import { type ReactNode, useEffect, useState } from 'react';
import { type LoadRequest, load, type PageView } from '../../page.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { useWords } from '../../words/context.tsx';
import { limitWords } from './limit-words.ts';
import { sayIn, useAccountWords } from './words.ts';

interface LimitUse {
  readonly name: string;
  readonly unit: 'queries' | 'requests' | 'rows' | 'bytes' | 'tables' | 'tokens' | 'seconds';
  readonly used?: number;
  readonly limit?: number;
}

export interface LimitsData {
  readonly signedIn: boolean;
  readonly limits: readonly LimitUse[];
}

const refreshMs = 3000;

export async function loadLimits({ api, lang }: LoadRequest): Promise<PageView> {
  return { page: 'limits', data: await load<LimitsData>(api, '/api/account/limits'), title: sayIn(lang, 'limits') };
}

/** What the reader may use and uses now; it keeps itself new. */
export function LimitsPage({ data }: { readonly data: LimitsData }): ReactNode {
  const say = useAccountWords();
  const [now, setNow] = useState(data);
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const answer = await fetch('/api/account/limits').catch(() => undefined);
      if (answer?.ok) setNow((await answer.json()) as LimitsData);
    }, refreshMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h1>{say('limits')}</h1>
      <p>{say(now.signedIn ? 'limitsIntro' : 'limitsAnonymous')}</p>
      <Scroll label={say('limits')}>
        <table className="list limits">
          <thead>
            <tr>
              <th>{say('limit')}</th>
              <th className="number">{say('used')}</th>
              <th className="number">{say('allowed')}</th>
              <th>
                <span className="hidden">{say('share')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {now.limits.map((one) => (
              <Row key={one.name} use={one} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Row({ use }: { readonly use: LimitUse }): ReactNode {
  const say = useAccountWords();
  const amount = useAmount();
  const { name, unit, used, limit } = use;
  const title = limitWords[name] ? say(limitWords[name]) : name;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">{used === undefined ? '' : amount(used, unit)}</td>
      <td className="number">{limit === undefined ? say('noLimit') : amount(limit, unit)}</td>
      <td>
        {used === undefined || !limit ? null : (
          <meter min={0} max={limit} high={limit * 0.8} value={used} aria-label={title} />
        )}
      </td>
    </tr>
  );
}

function useAmount(): (value: number, unit: LimitUse['unit']) => string {
  const { n } = useWords();
  return (value, unit) => {
    if (unit === 'seconds') return `${n(value)} s`;
    if (unit !== 'bytes') return n(value);
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    const step = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
    return `${n(Math.round((value / 1000 ** step) * 10) / 10)} ${units[step]}`;
  };
}

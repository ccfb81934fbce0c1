import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { useWords } from '../words/context.tsx';
import type { ChartHandle, ChartLook } from './chart.tsx';
import { type LineChoice, lineChoices } from './chart-draw.ts';
import type { Choice } from './trace.ts';

export function Toggle({
  on,
  set,
  label,
}: {
  readonly on: boolean;
  readonly set: (on: boolean) => void;
  readonly label: string;
}): ReactNode {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} /> {label}
    </label>
  );
}

interface SegmentToolsProps {
  readonly choices: readonly Choice[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
  readonly step: (by: number) => void;
  readonly nameOf: (choice: Choice) => string;
  readonly arm: string;
  readonly setArm: (arm: string) => void;
}

/** Steps through coadd and exposures, and picks an arm. */
export function SegmentTools({ choices, chosen, choose, step, nameOf, arm, setArm }: SegmentToolsProps): ReactNode {
  const { w } = useWords();
  const arms = [...new Set(choices.flatMap((c) => c.segments.flatMap((s) => s.arm ?? [])))];
  return (
    <>
      <span className="stepper">
        <Button label={w('previousSegment')} disabled={chosen === 0} onClick={() => step(-1)}>
          ‹
        </Button>
        <select value={chosen} aria-label={w('segments')} onChange={(event) => choose(Number(event.target.value))}>
          {choices.map((choice, i) => (
            <option key={choice.name} value={i}>
              {nameOf(choice)}
            </option>
          ))}
        </select>
        <Button label={w('nextSegment')} disabled={chosen === choices.length - 1} onClick={() => step(1)}>
          ›
        </Button>
        <span className="count">
          {chosen + 1} / {choices.length}
        </span>
      </span>
      {arms.length > 1 ? (
        <label>
          {w('arms')}{' '}
          <select value={arm} onChange={(event) => setArm(event.target.value)}>
            <option value="">{w('armsAll')}</option>
            {arms.map((a) => (
              <option key={a} value={a}>
                {a.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </>
  );
}

export function ViewTools({ chart }: { readonly chart: RefObject<ChartHandle | null> }): ReactNode {
  const { w } = useWords();
  return (
    <span className="zoom">
      <Button label={w('zoomIn')} onClick={() => chart.current?.zoom(0.5)}>
        +
      </Button>
      <Button label={w('zoomOut')} onClick={() => chart.current?.zoom(2)}>
        −
      </Button>
      <button type="button" className="quiet" onClick={() => chart.current?.reset()}>
        {w('zoomReset')}
      </button>
    </span>
  );
}

function Button({
  label,
  disabled,
  onClick,
  children,
}: {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button type="button" className="quiet" title={label} aria-label={label} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}

interface RedshiftToolsProps {
  readonly look: ChartLook;
  readonly change: (changes: Partial<ChartLook>) => void;
  readonly z: number | undefined;
}

const lineWords = {
  none: 'linesNone',
  absorption: 'linesAbsorption',
  emission: 'linesEmission',
  both: 'linesBoth',
  all: 'linesAll',
} as const;
const speedOfLightKmS = 299_792.458;

/** Which lines are marked, and at which redshift: typed, or moved about the catalogue's, which stays as it is. */
export function RedshiftTools({ look, change, z }: RedshiftToolsProps): ReactNode {
  const { w } = useWords();
  const [typed, setTyped] = useState(String(look.redshift));
  useEffect(() => {
    setTyped((old) => (Number(old) === look.redshift ? old : String(look.redshift)));
  }, [look.redshift]);
  const [from, to] = sliderRange(z ?? 0);
  const type = (text: string): void => {
    setTyped(text);
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > -1) change({ redshift: value });
  };
  return (
    <span className="redshift">
      <label>
        {w('lineChoice')}{' '}
        <select value={look.lines} onChange={(event) => change({ lines: event.target.value as LineChoice })}>
          {lineChoices.map((choice) => (
            <option key={choice} value={choice}>
              {w(lineWords[choice])}
            </option>
          ))}
        </select>
      </label>
      <label>
        z{' '}
        <input
          className="z"
          inputMode="decimal"
          value={typed}
          aria-label={w('redshift')}
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <input
        type="range"
        className="slider"
        aria-label={w('redshiftSlider')}
        min={from}
        max={to}
        step={(to - from) / 1000}
        value={look.redshift}
        onChange={(event) => change({ redshift: Number(Number(event.target.value).toPrecision(6)) })}
      />
      <small>{Math.abs(look.redshift) < 0.1 ? `cz ${(look.redshift * speedOfLightKmS).toFixed(1)} km/s` : ''}</small>
      {z !== undefined && look.redshift !== z ? (
        <button type="button" className="quiet" title={w('backToStored')} onClick={() => change({ redshift: z })}>
          {w('storedZ')}: {z}
        </button>
      ) : null}
    </span>
  );
}

/** A star moves by some hundred km/s, a galaxy or quasar by much of its redshift. */
function sliderRange(z: number): readonly [number, number] {
  return Math.abs(z) < 0.01 ? [z - 0.005, z + 0.005] : [0, Math.max(0.2, 2 * z)];
}

import type { SpectrumDetail } from '@lingtai/service-spectra';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useWords } from '../words/context.tsx';
import { Chart, type ChartHandle, type ChartLook } from './chart.tsx';
import { RedshiftTools, SegmentTools, Toggle, ViewTools } from './tools.tsx';
import { type Choice, choicesOf, type Medium, type Segment, type Trace, traceOf } from './trace.ts';
import { ValueTable } from './value-table.tsx';

export interface LoadedViewerProps {
  readonly detail: SpectrumDetail;
  readonly z: number | undefined;
  readonly star: boolean;
  readonly stroke: string;
}

/** Flux, error, masks and lines of one exposure or of the coadd, with zoom by wheel, mouse, fingers and keys. */
export function LoadedViewer({ detail, z, star, stroke }: LoadedViewerProps): ReactNode {
  const { w, n } = useWords();
  const choices = useMemo(() => choicesOf(detail.segments), [detail]);
  const [chosen, setChosen] = useState(0);
  const [arm, setArm] = useState('');
  const [halfWidth, setHalfWidth] = useState(0);
  const choice = choices[chosen]!;
  const own = choice.segments.filter((s) => arm === '' || s.arm === arm);
  const segments = own.length > 0 ? own : choice.segments;
  const first = segments[0]!;
  const [look, setLook] = useState<ChartLook>({
    error: true,
    mask: true,
    continuum: false,
    lines: star ? 'absorption' : 'both',
    redshift: z ?? 0,
    medium: first.medium,
  });
  const change = (changes: Partial<ChartLook>): void => setLook((old) => ({ ...old, ...changes }));
  const chart = useRef<ChartHandle>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const [range, setRange] = useState<readonly [number, number]>([-Infinity, Infinity]);
  const [listed, setListed] = useState(false);
  const shown = useRef(range);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the segments follow from the choice and the arm
  const trace = useMemo(
    () => traceOf(segments, { halfWidth, medium: look.medium }),
    [choice, arm, halfWidth, look.medium],
  );
  const step = (by: number): void => setChosen((old) => Math.min(choices.length - 1, Math.max(0, old + by)));
  const onKey = (key: string): boolean => {
    if (key !== '[' && key !== ']') return false;
    step(key === '[' ? -1 : 1);
    return true;
  };
  const unit = unitText(first.wavelengthUnit);
  const flux = `${w('flux')}${first.fluxUnit ? ` (${first.fluxUnit})` : ''}`;
  const axis = `${w('wavelength')} (${unit}, ${mediumText(first, look.medium, w)}, ${w(frameOf(first))})`;
  const name = choiceName(choice, w);
  const span = `${trace.wavelength[0]?.toFixed(1)}–${trace.wavelength.at(-1)?.toFixed(1)} ${unit}`;
  const onPixel = (index: number | null): void => {
    if (readout.current)
      readout.current.textContent =
        index === null ? segmentFacts(segments, w, n) : pixelText(trace, index, unit, w('masked'));
  };
  return (
    <section className="viewer" aria-label={w('spectrum')} data-ready="true">
      <div className="tools">
        {choices.length > 1 ? (
          <SegmentTools
            choices={choices}
            chosen={chosen}
            choose={setChosen}
            step={step}
            nameOf={(c) => choiceName(c, w)}
            arm={arm}
            setArm={setArm}
          />
        ) : null}
        <RedshiftTools look={look} change={change} z={z} />
        {segments.some((s) => s.ivar) ? (
          <Toggle on={look.error} set={(error) => change({ error })} label={w('error')} />
        ) : null}
        <Toggle on={look.mask} set={(mask) => change({ mask })} label={w('mask')} />
        {segments.some((s) => s.continuum) ? (
          <Toggle on={look.continuum} set={(continuum) => change({ continuum })} label={w('continuum')} />
        ) : null}
        <label>
          {w('smooth')}{' '}
          <input
            type="range"
            min="0"
            max="10"
            value={halfWidth}
            onChange={(event) => setHalfWidth(Number(event.target.value))}
          />
        </label>
        {first.wavelengthUnit === 'Angstrom' ? (
          <label>
            {w('mediumLabel')}{' '}
            <select value={look.medium} onChange={(event) => change({ medium: event.target.value as Medium })}>
              <option value="vacuum">{w('vacuum')}</option>
              <option value="air">{w('air')}</option>
            </select>
          </label>
        ) : null}
        <ViewTools chart={chart} />
      </div>
      <Chart
        handle={chart}
        trace={trace}
        look={look}
        axis={axis}
        fluxLabel={flux}
        stroke={stroke}
        summary={`${detail.title}: ${name}, ${span}, ${n(trace.wavelength.length)} ${w('pixels')}. ${w('viewerHelp')}`}
        onPixel={onPixel}
        onRange={(min, max) => {
          shown.current = [min, max];
          if (listed) setRange(shown.current);
        }}
        onKey={onKey}
      />
      <p className="readout" ref={readout}>
        {segmentFacts(segments, w, n)}
      </p>
      <p className="hint">
        {w('viewerHelp')} {w('touchHelp')}
      </p>
      <details
        className="values"
        onToggle={(event) => {
          setListed(event.currentTarget.open);
          setRange(shown.current);
        }}
      >
        <summary>{w('valuesInView')}</summary>
        {listed ? (
          <ValueTable
            trace={trace}
            range={range}
            unit={unit}
            fluxLabel={flux}
            csv={new URL(detail.links.csv).pathname}
          />
        ) : null}
      </details>
    </section>
  );
}

type Words = ReturnType<typeof useWords>['w'];

const unitText = (unit: string): string => (unit === 'Angstrom' ? 'Å' : unit);

function mediumText(segment: Segment, shown: Medium, w: Words): string {
  return shown === segment.medium ? w(shown) : `${w(shown)}, ${w('converted')} ${w(segment.medium)}`;
}

function frameOf({ frame }: Segment): 'heliocentric' | 'barycentric' | 'topocentric' | 'unknown' {
  return (['heliocentric', 'barycentric', 'topocentric'] as const).find((f) => f === frame) ?? 'unknown';
}

function choiceName(choice: Choice, w: Words): string {
  return choice.kind === 'coadd' ? `${w('coadd')} (${choice.name})` : `${w('exposure')} ${choice.name}`;
}

function segmentFacts(segments: readonly Segment[], w: Words, n: (value: number) => string): string {
  const facts = segments.map(
    (s) =>
      `${s.name}: ${n(s.wavelength.length)} ${w('pixels')}${s.snr === undefined ? '' : `, ${w('signalToNoise')} ${s.snr.toFixed(1)}`}`,
  );
  return facts.join(' · ');
}

function pixelText(trace: Trace, index: number, unit: string, masked: string): string {
  const value = trace.flux[index];
  const high = trace.high[index];
  const sigma = typeof value === 'number' && typeof high === 'number' ? ` ± ${(high - value).toPrecision(3)}` : '';
  return `λ ${trace.wavelength[index]?.toFixed(2)} ${unit} · ${typeof value === 'number' ? value.toPrecision(5) : '–'}${sigma}${trace.masked[index] ? ` · ${masked}` : ''}`;
}

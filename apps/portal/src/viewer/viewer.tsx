import type { SpectrumDetail } from '@lingtai/service-spectra';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../words/context.tsx';
import { Chart, type ChartHandle } from './chart.tsx';
import { choicesOf, traceOf } from './trace.ts';

/** The interactive spectrum: flux, error, masks and lines, with zoom by wheel, mouse and keyboard. */
export function Viewer({ url, z, className }: { readonly url: string; readonly z: number | undefined; readonly className: string }) {
  const { w } = useWords();
  const [detail, setDetail] = useState<SpectrumDetail>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    fetch(url, { signal: abort.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((json) => setDetail(json as SpectrumDetail))
      .catch(() => {
        if (!abort.signal.aborted) setFailed(true);
      });
    return () => abort.abort();
  }, [url]);
  if (failed) return <p className="errors">{w('viewerFailed')}</p>;
  if (!detail) return <p className="viewer loading">{w('viewerLoading')}</p>;
  return <LoadedViewer detail={detail} z={z} className={className} />;
}

function LoadedViewer({ detail, z, className }: { readonly detail: SpectrumDetail; readonly z: number | undefined; readonly className: string }) {
  const { w, n } = useWords();
  const choices = useMemo(() => choicesOf(detail.segments), [detail]);
  const [chosen, setChosen] = useState(0);
  const [halfWidth, setHalfWidth] = useState(0);
  const [showError, setShowError] = useState(true);
  const [showMask, setShowMask] = useState(true);
  const [showLines, setShowLines] = useState(true);
  const [redshift, setRedshift] = useState(z ?? 0);
  const chart = useRef<ChartHandle>(null);
  const choice = choices[chosen]!;
  const trace = useMemo(() => traceOf(choice.segments, halfWidth), [choice, halfWidth]);
  const first = choice.segments[0]!;
  const unit = first.wavelengthUnit === 'Angstrom' ? 'Å' : first.wavelengthUnit;
  const frame = (['heliocentric', 'barycentric', 'topocentric'] as const).find((f) => f === first.frame) ?? 'unknown';
  const axis = `${w('wavelength')} (${unit}, ${w(first.medium)}, ${w(frame)})`;
  const span = `${trace.wavelength[0]?.toFixed(1)}–${trace.wavelength.at(-1)?.toFixed(1)} ${unit}`;
  return (
    <section className="viewer" aria-label={w('spectrum')} data-ready="true">
      <div className="tools">
        {choices.length > 1 ? (
          <label>
            {w('segment')}{' '}
            <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {choices.map((c, i) => (
                <option key={c.name} value={i}>
                  {c.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Toggle on={showError} set={setShowError} label={w('error')} />
        <Toggle on={showMask} set={setShowMask} label={w('mask')} />
        <Toggle on={showLines} set={setShowLines} label={w('lines')} />
        <input className="z" type="number" step="0.0001" value={redshift} aria-label="z" onChange={(event) => setRedshift(Number(event.target.value))} />
        <label>
          {w('smooth')} <input type="range" min="0" max="10" value={halfWidth} onChange={(event) => setHalfWidth(Number(event.target.value))} />
        </label>
        <span className="zoom">
          <button type="button" className="quiet" title={w('zoomIn')} aria-label={w('zoomIn')} onClick={() => chart.current?.zoom(0.5)}>
            +
          </button>
          <button type="button" className="quiet" title={w('zoomOut')} aria-label={w('zoomOut')} onClick={() => chart.current?.zoom(2)}>
            −
          </button>
          <button type="button" className="quiet" onClick={() => chart.current?.reset()}>
            {w('zoomReset')}
          </button>
        </span>
      </div>
      <Chart
        handle={chart}
        trace={trace}
        options={{ axis, fluxLabel: `${w('flux')}${first.fluxUnit ? ` (${first.fluxUnit})` : ''}`, errorLabel: w('error'), showError, showMask, lines: showLines ? redshift : undefined, medium: first.medium, stroke: className }}
        summary={`${detail.title}: ${choice.name}, ${span}, ${n(trace.wavelength.length)} ${w('pixels')}. ${w('viewerHelp')}`}
      />
      <p className="hint">{w('viewerHelp')}</p>
    </section>
  );
}

function Toggle({ on, set, label }: { readonly on: boolean; readonly set: (on: boolean) => void; readonly label: string }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} /> {label}
    </label>
  );
}

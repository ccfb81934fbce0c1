import type { SpectrumDetail } from '@lingtai/service-spectra';
import type { ReactNode } from 'react';
import { useWords } from '../words/context.tsx';

type Segment = SpectrumDetail['segments'][number];

/** A segment without its arrays. */
export interface SegmentFacts {
  readonly name: string;
  readonly role: Segment['role'];
  readonly arm?: string;
  readonly medium: Segment['medium'];
  readonly pixels: number;
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  readonly snr?: number;
  readonly dateObs?: string;
  readonly exposureSeconds?: number;
}

export function segmentFacts({
  name,
  role,
  arm,
  medium,
  wavelength,
  wavelengthUnit,
  snr,
  dateObs,
  exposureSeconds,
}: Segment): SegmentFacts {
  return {
    name,
    role,
    medium,
    pixels: wavelength.length,
    from: wavelength[0] ?? 0,
    to: wavelength.at(-1) ?? 0,
    unit: wavelengthUnit === 'Angstrom' ? 'Å' : wavelengthUnit,
    ...(arm === undefined ? {} : { arm }),
    ...(snr === undefined ? {} : { snr }),
    ...(dateObs === undefined ? {} : { dateObs }),
    ...(exposureSeconds === undefined ? {} : { exposureSeconds }),
  };
}

/** Every arm of the coadd and of each exposure. */
export function SegmentTable({ segments }: { readonly segments: readonly SegmentFacts[] }): ReactNode {
  const { w, n } = useWords();
  return (
    <>
      <h2>{w('segments')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={w('segments')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{w('segment')}</th>
              <th scope="col">{w('arms')}</th>
              <th scope="col" className="number">
                {w('signalToNoise')}
              </th>
              <th scope="col">{w('start')}</th>
              <th scope="col" className="number">
                {w('duration')} <small>s</small>
              </th>
              <th scope="col" className="number">
                {w('unitPixels')}
              </th>
              <th scope="col" className="number">
                {w('wavelength')} <small>{segments[0]?.unit}</small>
              </th>
            </tr>
          </thead>
          <tbody>
            {segments.map((segment) => (
              <tr key={segment.name}>
                <th scope="row">{segment.name}</th>
                <td>{segment.arm?.toUpperCase() ?? '–'}</td>
                <td className="number">{segment.snr?.toFixed(2) ?? '–'}</td>
                <td>{segment.dateObs?.replace(/(\.0+)?Z$/, '').replace('T', ' ') ?? '–'}</td>
                <td className="number">{segment.exposureSeconds ?? '–'}</td>
                <td className="number">{n(segment.pixels)}</td>
                <td className="number">
                  {segment.from.toFixed(1)}–{segment.to.toFixed(1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

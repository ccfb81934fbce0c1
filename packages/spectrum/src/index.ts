export type { Spectrum, SpectrumMask, SpectrumSegment } from './model.ts';

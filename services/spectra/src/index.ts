export { filesPlugin } from './files-plugin.ts';
export type { FoundProduct, FoundSpectrum, SpectraContext } from './find.ts';
export { drawPreview, type SpectraOptions, spectraPlugin } from './plugin.ts';
export type { SpectrumDetail } from './schemas.ts';

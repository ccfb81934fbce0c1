export { drawPreview } from '@lingtai/service-spectra';
export { type Installation, type InstallationOptions, openInstallation } from './installation.ts';
export { drawPreviews } from './preview-job.ts';
export { buildServer, type ServerOptions } from './server.ts';
export { loadSite, openSiteState, type Site } from './site-state.ts';
export { serveQueries } from './tap.ts';

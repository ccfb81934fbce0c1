export { type Installation, type InstallationOptions, openInstallation, openSiteState } from './installation.ts';
export { buildServer, type ServerOptions } from './server.ts';
export { loadSite, type Site } from './site.ts';
export { drawPreviews } from './preview-job.ts';

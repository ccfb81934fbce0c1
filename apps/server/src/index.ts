export { type Installation, type InstallationOptions, openInstallation, openSiteState } from './installation.ts';
export { drawPreviews } from './preview-job.ts';
export { buildServer, type ServerOptions } from './server.ts';
export { loadSite, type Site } from './site.ts';

import { readFileSync } from 'node:fs';

const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** Version of the Lingtai that makes a release; part of its manifest. */
export const softwareVersion: string = own.version;

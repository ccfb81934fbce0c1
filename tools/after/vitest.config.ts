import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The second run of ./test: it reads the report of the first one.
const config: ViteUserConfig = defineConfig({ test: { dir: import.meta.dirname, include: ['**/*.test.ts'] } });
export default config;

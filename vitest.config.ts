import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,services,apps}/*/src/**/*.test.ts', '{conformance,tools,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tools/after/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Vitest would leave one of two cores idle; most tests wait for servers and browsers.
    maxWorkers: 2,
  },
});

export default config;

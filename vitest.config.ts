import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,services,apps}/*/src/**/*.test.ts', '{conformance,tools,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tools/after/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});

export default config;

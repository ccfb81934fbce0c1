import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Browsers and measures of time want both cores for themselves. */
const alone = [
  'conformance/browser/**/*.test.ts',
  'conformance/{limits,hostile,quotas,close}.test.ts',
  'bench/*.test.ts',
];

const config: ViteUserConfig = defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'by twos',
          include: ['{packages,services,apps}/*/src/**/*.test.ts', '{conformance,tools,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'tools/after/**', ...alone],
          // Vitest would leave one of two cores idle; most of these wait for files and servers.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          exclude: ['**/node_modules/**'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

export default config;

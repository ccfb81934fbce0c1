import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

/** Browsers beside browsers: they wait for their pages and pictures half of the time. */
const browsers = ['conformance/browser/**/*.test.ts'];

/** Measures of time and memory want both cores for themselves. */
const alone = ['conformance/{limits,hostile,quotas,close}.test.ts', 'bench/{accounts,formats}.test.ts'];

const config: ViteUserConfig = defineConfig({
  test: {
    // For what hangs alone: a machine with work beside is slower by ten.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'by twos',
          include: ['{packages,services,apps}/*/src/**/*.test.ts', '{conformance,tools,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'tools/after/**', ...browsers, ...alone],
          // Vitest would leave one of two cores idle; most of these wait for files and servers.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browsers',
          include: browsers,
          exclude: ['**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          exclude: ['**/node_modules/**'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

export default config;

import { defineConfig } from 'vitest/config';

// The default, a second, is short for a loaded machine.
const poll = { timeout: 20_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{bench,infra,local,scripts,webapp}/**/*.test.ts'],
          exclude: ['**/*.{host,e2e}.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect: { poll },
        },
      },
      {
        // On Linux, as root: machines that boot, links, rules and mounts of the host.
        test: {
          name: 'host',
          include: ['{local,scripts}/**/*.host.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000, interval: 100 } },
          // Each file has a region of its own; more than two at a time would only wait for the cores.
          maxWorkers: 2,
        },
      },
    ],
  },
});

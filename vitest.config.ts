import { defineConfig } from 'vitest/config';

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
          // The default, a second, is short for a loaded machine.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// The default, a second, is short for a loaded machine.
const poll = { timeout: 20_000 };
/** Machines boot. */
const hostPoll = { timeout: 60_000, interval: 100 };

/** Alone, since a busy machine answers late. */
const rollovers = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: hostPoll },
  maxWorkers: 1,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{agent,bench,infra,local,scripts,webapp}/**/*.test.ts'],
          exclude: ['**/*.{host,e2e,long}.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect: { poll },
          // Nothing happens when a module of ours is imported, so test files may share them: loading the
          // SDK for each file anew took a third of the time.
          isolate: false,
          // Of its own accord vitest leaves one core idle.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      {
        // On Linux, as root: machines that boot, links, rules and mounts of the host.
        test: {
          name: 'host',
          include: ['{local,scripts}/**/*.host.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          expect: { poll: hostPoll },
          // Each file has a region of its own. With two at a time, two cores stand idle while
          // machines boot.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Likewise, whole rollovers under traffic.
        test: {
          name: 'e2e',
          include: ['scripts/**/*.e2e.test.ts'],
          ...rollovers,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // More of them, for `npm run test:all`.
        test: {
          name: 'long',
          include: ['{local,scripts}/**/*.long.test.ts'],
          ...rollovers,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});

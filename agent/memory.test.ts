import { expect, test } from 'vitest';
import { parseMemoryInfo, usedMemoryPercent } from './memory.ts';

test('What new programs could not have is in use', () => {
  const text = 'MemTotal:        2000 kB\nMemFree:          100 kB\nMemAvailable:     500 kB\n';
  expect(parseMemoryInfo(text)).toBe(75);
  expect(() => parseMemoryInfo('MemTotal: 2000 kB\n')).toThrow('expected MemAvailable, got none');
});

test.runIf(process.platform === 'linux')('The kernel tells it', async () => {
  const percent = await usedMemoryPercent();
  expect(percent).toBeGreaterThan(0);
  expect(percent).toBeLessThan(100);
});

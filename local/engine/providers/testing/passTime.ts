// For tests: a memory region's clock, which stands still, is made to run, and fast.

import { onTestFinished } from 'vitest';
import type { ServedProviders } from './serveProviders.ts';

const tickMilliseconds = 20;

/** Until the test has finished. */
export function passTime({ region }: Pick<ServedProviders, 'region'>, timesFaster = 20): void {
  const tick = () => region.advance(tickMilliseconds * timesFaster);
  const timer = setInterval(tick, tickMilliseconds);
  onTestFinished(() => clearInterval(timer));
}

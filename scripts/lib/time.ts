// Time, as something that a test can give.

import { setTimeout } from 'node:timers/promises';
import { now } from './clock.ts';

export type Time = {
  now(): Date;
  /** Ends early when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export const realTime: Time = {
  now,
  async wait(milliseconds, signal) {
    try {
      await setTimeout(milliseconds, undefined, signal && { signal });
    } catch {
      // Cut short.
    }
  },
};

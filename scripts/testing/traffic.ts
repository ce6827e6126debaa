// For tests: traffic from a process of its own, so that a busy test is not taken for a slow answer.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../lib/lockedPackage.mjs';
import type { TrafficReport } from '../lib/traffic/trafficReport.ts';

export type Traffic = {
  /** Ends it. */
  stop(): Promise<TrafficReport>;
};

export type TrafficTarget = {
  readonly url: string;
  readonly address: string;
  /** Requests per second, half of them on new connections. */
  readonly rate: number;
};

/** Ends by itself after ten minutes, if nobody ends it. */
export function startTraffic({ url, address, rate }: TrafficTarget): Traffic {
  const child = spawn(process.execPath, [
    join(root, 'scripts/watch.ts'),
    ...['--url', url, '--address', address, '--rate', String(rate), '--connections', 'both'],
    ...['--for', '600', '--json'],
  ]);
  // Nor is a client that waits for a processor.
  if (child.pid !== undefined) setPriority(child.pid, -10);
  const [output, end] = [text(child.stdout), once(child, 'close')];
  return {
    async stop() {
      child.kill('SIGINT');
      await end;
      return JSON.parse(await output);
    },
  };
}

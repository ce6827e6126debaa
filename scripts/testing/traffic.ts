// For tests: traffic from processes of its own, so that a busy test is not taken for a slow answer.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../lib/lockedPackage.mjs';
import type { TrafficReport } from '../lib/traffic/trafficReport.ts';

export type Traffic = {
  /** Ends it; the first report is of requests on new connections, the second of those on kept ones. */
  stop(): Promise<readonly [TrafficReport, TrafficReport]>;
};

export type TrafficTarget = {
  readonly url: string;
  readonly address: string;
  /** Requests per second, of either kind. */
  readonly rate: number;
};

/** Ends by itself after ten minutes, if nobody ends it. */
export function startTraffic({ url, address, rate }: TrafficTarget): Traffic {
  const watches = [[], ['--keep-alive']].map((extra) => {
    const child = spawn(process.execPath, [
      join(root, 'scripts/watch.ts'),
      ...['--url', url, '--address', address, '--rate', String(rate), '--for', '600', '--json'],
      ...extra,
    ]);
    // Nor is a client that waits for a processor.
    if (child.pid !== undefined) setPriority(child.pid, -10);
    return { child, output: text(child.stdout), end: once(child, 'close') };
  });
  let stopped: Promise<readonly [TrafficReport, TrafficReport]> | undefined;
  return {
    stop() {
      stopped ??= end();
      return stopped;
    },
  };

  async function end(): Promise<readonly [TrafficReport, TrafficReport]> {
    const reports = watches.map(async ({ child, output, end }): Promise<TrafficReport> => {
      child.kill('SIGINT');
      await end;
      return JSON.parse(await output);
    });
    const [first, second] = await Promise.all(reports);
    if (!first || !second) throw new Error('Traffic ended without its reports');
    return [first, second];
  }
}

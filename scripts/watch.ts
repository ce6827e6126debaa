// npm run watch -- --stack <stack> | --url <url>: the curl loop as a tool. A line for each change of who answers, then
// what the traffic has shown.

import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import { onInterrupt } from './lib/interruption.ts';
import { createRolloutClients } from './lib/rollout/rolloutClients.ts';
import { requireStackFleet } from './lib/stackFleet.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';
import { sendTraffic } from './lib/traffic/traffic.ts';
import { createTrafficTally } from './lib/traffic/trafficReport.ts';
import { createTrafficTeller } from './lib/traffic/trafficTeller.ts';
import { trafficText } from './lib/traffic/trafficText.ts';
import {
  checkWatch,
  type WatchTarget,
  watchOptions,
  watchUsage,
} from './lib/traffic/watchOptions.ts';

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: watchOptions });
  const { target, rate, connections, seconds } = checkWatch(values);
  const { url, address } = await find(target);
  using interruption = onInterrupt('requests under way come to their end');
  const signals = [interruption, ...(seconds ? [AbortSignal.timeout(seconds * 1000)] : [])];
  const tally = createTrafficTally();
  const teller = createTrafficTeller((at, text) =>
    process.stderr.write(`${at.toFixed(1).padStart(7)} s  ${text}\n`),
  );
  await sendTraffic(
    {
      url,
      ...(address !== undefined && { address }),
      rate,
      connections,
      signal: AbortSignal.any(signals),
    },
    (sample) => {
      tally.add(sample);
      teller.see(sample);
    },
  );
  teller.end();
  const report = tally.report();
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : trafficText(report));
  if (values['fail-on-error'] && (report.failures > 0 || report.requests === 0)) {
    process.exitCode = 1;
  }
}

async function find(
  target: WatchTarget,
): Promise<{ readonly url: URL; readonly address?: string }> {
  if (target.stack === undefined) return target;
  const settings = await readStackSettings(target.stack, target.configFile);
  const { access } = await openAccount(settings);
  const fleet = await requireStackFleet(createRolloutClients(access), settings);
  const url = new URL(target.path, fleet.url);
  process.stderr.write(`Watching ${url.href}\n`);
  return { url };
}

await script(main, watchUsage);

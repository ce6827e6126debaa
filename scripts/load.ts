// npm run load -- --stack <stack> --rate 5,10,15,20: load in stages, and how the fleet grows under it and shrinks
// after it. Each change is told when it is seen; in the end two charts, and a row for each stage.

import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import { onInterrupt } from './lib/interruption.ts';
import { createRolloutClients } from './lib/rollout/rolloutClients.ts';
import { requireStackFleet } from './lib/stackFleet.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';
import { realTime } from './lib/time.ts';
import { checkLoad, loadOptions, loadUsage, maxSeconds } from './lib/traffic/loadOptions.ts';
import { runLoad } from './lib/traffic/loadRun.ts';
import { requireAnswer } from './lib/traffic/loadStage.ts';
import { loadText } from './lib/traffic/loadText.ts';

/** Of seconds: where a minute of metrics lasts a minute, and in a local region, where it lasts a few seconds. */
const periods = {
  aws: { stage: 300, poll: 5, after: 3600 },
  local: { stage: 40, poll: 1, after: 600 },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: loadOptions });
  const { stack, configFile, rates, path, isJson, ...asked } = checkLoad(values);
  const settings = await readStackSettings(stack, configFile);
  const { stage, poll, after } = periods[settings.localRegion === undefined ? 'aws' : 'local'];
  const stageSeconds = asked.stageSeconds ?? stage;
  const forSeconds = Math.min(asked.forSeconds ?? rates.length * stageSeconds + after, maxSeconds);

  const { access } = await openAccount(settings);
  const clients = createRolloutClients(access);
  const fleet = await requireStackFleet(clients, settings);
  const url = new URL(path, fleet.url);
  await requireAnswer(url, stack);
  using interruption = onInterrupt('the load ends, and what was seen is told');
  process.stderr.write(`Load for ${url.href}\n`);
  const report = await runLoad({
    url,
    rates,
    stageSeconds,
    query: { clients, autoScalingGroupName: fleet.autoScalingGroupName },
    pollSeconds: poll,
    time: realTime,
    signal: AbortSignal.any([interruption, AbortSignal.timeout(forSeconds * 1000)]),
    tell: (at, text) => {
      const lines = text.replaceAll('\n', `\n${' '.repeat(11)}`);
      process.stderr.write(`${at.toFixed(1).padStart(7)} s  ${lines}\n`);
    },
  });
  process.stdout.write(isJson ? `${JSON.stringify({ url, ...report })}\n` : loadText(report));
}

await script(main, loadUsage);

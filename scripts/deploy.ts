// npm run deploy -- --stack <stack>: from the sources to a fleet that runs them. Exit codes: 0 live, or nothing to do;
// 1 failed; 2 rolled back; 3 the rollback failed; 4 somebody else is at work; 5 undone for want of time, or interrupted.

import { parseArgs } from 'node:util';
import { onInterrupt } from './lib/interruption.ts';
import {
  checkDeployOptions,
  pipelineOptions,
  pipelineUsage,
} from './lib/pipeline/deployOptions.ts';
import { describePlan } from './lib/pipeline/deployPlan.ts';
import { report, reportOn } from './lib/pipeline/deployReport.ts';
import { type DeployOptions, deployStack, previewDeploy } from './lib/pipeline/deployStack.ts';
import { createProgress } from './lib/progress.ts';
import { typedOptions } from './lib/stackOptions.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';

const usage = `Usage: npm run deploy -- --stack <stack> [options]

  --dry-run                  says what would be done, and does nothing of it
  --canary <percent>         replaces so much of the fleet first, then pauses; the alarms decide
  --rebake                   bakes, even where there is an image of this content
${pipelineUsage}`;

const options = {
  ...pipelineOptions,
  'dry-run': { type: 'boolean', default: false },
  canary: { type: 'string' },
  rebake: { type: 'boolean', default: false },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const { stack, engine, onConflict, canaryPercent } = checkDeployOptions(values, usage);
  const configFile = values['config-file'];
  const typed = typedOptions({ stack, configFile });
  const progress = createProgress();
  using stopping = onInterrupt(
    'undoing what was begun. Once more, and what runs at AWS goes on alone',
    () => `See what goes on: npm run status -- ${typed}`,
    progress.write,
  );
  const read = async (): Promise<DeployOptions> => ({
    settings: await readStackSettings(stack, configFile),
    configFile,
    engine,
    canaryPercent,
    onConflict,
    isRebake: values.rebake,
    progress,
    stopping,
  });
  if (values['dry-run']) return dryRun(await read(), values.json);
  report(await reportOn(stopping, async () => deployStack(await read())), {
    isJson: values.json,
    next: [
      [`npm run status -- ${typed}`, 'how it is'],
      [`npm run rollback -- ${typed}`, 'back to the release before'],
    ],
  });
}

async function dryRun(options: DeployOptions, isJson: boolean): Promise<void> {
  const plan = await previewDeploy(options);
  const text = isJson ? JSON.stringify(plan) : describePlan(plan).join('\n');
  process.stdout.write(`${text}\n`);
}

await script(main, usage);

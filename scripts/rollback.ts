// npm run rollback -- --stack <stack> [--to <release>]: back to a release that was live, without a bake. While a release
// is being rolled out, undoes that instead. Exit codes as those of deploy.

import { parseArgs } from 'node:util';
import { onInterrupt } from './lib/interruption.ts';
import {
  checkDeployOptions,
  pipelineOptions,
  pipelineUsage,
} from './lib/pipeline/deployOptions.ts';
import { report, reportOn } from './lib/pipeline/deployReport.ts';
import { rollBack } from './lib/pipeline/rollBack.ts';
import { createProgress } from './lib/progress.ts';
import { typedOptions } from './lib/stackOptions.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';

const usage = `Usage: npm run rollback -- --stack <stack> [options]

  --to <release>             its first digits, or its AMI; without: the one before what is live, or what is live
                             where a newer one is wanted, and did not become it
${pipelineUsage}`;

const options = { ...pipelineOptions, to: { type: 'string' } } as const;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const { stack, engine, onConflict } = checkDeployOptions(values, usage);
  const configFile = values['config-file'];
  const typed = typedOptions({ stack, configFile });
  const progress = createProgress();
  using stopping = onInterrupt(
    'undoing what was begun. Once more, and what runs at AWS goes on alone',
    () => `See what goes on: npm run status -- ${typed}`,
    progress.write,
  );
  const work = { configFile, engine, onConflict, stopping, progress, to: values.to };
  const go = async () =>
    rollBack({ settings: await readStackSettings(stack, configFile), ...work });
  report(await reportOn(stopping, go), {
    isJson: values.json,
    next: [
      [`npm run status -- ${typed}`, 'how it is'],
      [`npm run releases -- ${typed}`, 'what was live, and can be again'],
    ],
  });
}

await script(main, usage);

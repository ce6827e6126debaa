// npm stop: takes the local stack's region down, with all that runs in it. Its state stays: npm start goes on from there.

import { parseArgs } from 'node:util';
import { requireLocalRegion } from './lib/engines/localStack.ts';
import { localSettings } from './lib/region/localRegion.ts';
import { takeRegionDown } from './lib/region/regionUp.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { stack: { type: 'string', default: 'local' }, 'config-file': { type: 'string' } },
  });
  const settings = await readStackSettings(values.stack, values['config-file']);
  const stopped = await takeRegionDown(localSettings({ id: requireLocalRegion(settings) }));
  process.stdout.write(`Stopped, with ${stopped} instance${stopped === 1 ? '' : 's'}.

Next:
  npm start                     goes on where it was
  npm run local -- reset        deletes its state
`);
}

await script(main);

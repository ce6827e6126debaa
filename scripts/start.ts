// npm start: the whole job on this machine. Sets up what is missing, brings the local region up, deploys, leaves it
// running and says where. Again, after an edit: rolls the edit out; without one: says so.

import { parseArgs } from 'node:util';
import { requireLocalRegion } from './lib/engines/localStack.ts';
import { onInterrupt } from './lib/interruption.ts';
import { type Hint, report, reportOn } from './lib/pipeline/deployReport.ts';
import { deployStack } from './lib/pipeline/deployStack.ts';
import { createProgress } from './lib/progress.ts';
import { localSettings } from './lib/region/localRegion.ts';
import { bringRegionUp } from './lib/region/regionUp.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: 'string', default: 'local' },
      'config-file': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const configFile = values['config-file'];
  const settings = await readStackSettings(values.stack, configFile);
  const id = requireLocalRegion(settings);
  const progress = createProgress();
  using stopping = onInterrupt(
    'undoing what was begun. Once more, and the region goes on alone',
    () => `See what goes on: npm run status -- --stack ${values.stack}`,
    progress.write,
  );
  const result = await reportOn(stopping, async () => {
    await bringRegionUp(localSettings({ id }));
    stopping.throwIfAborted();
    return deployStack({
      settings,
      configFile,
      engine: 'local',
      canaryPercent: undefined,
      onConflict: 'wait',
      isRebake: false,
      progress,
      stopping,
    });
  });
  report(result, {
    isJson: values.json,
    next: hints(result.url, values.stack),
  });
}

function hints(url: string | undefined, stack: string): readonly Hint[] {
  if (url === undefined) return [];
  return [
    [`curl ${url}`, 'who answers; in a browser, a page in the release’s colour'],
    ['npm start', 'after an edit in webapp/, rolls it out'],
    [`npm run watch -- --stack ${stack}`, 'meanwhile, in another terminal: the curl loop'],
    ['npm stop', 'takes all of it down'],
  ];
}

await script(main);

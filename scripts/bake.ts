// npm run bake -- --stack <stack> [--rebake] [--json]: the web app as an AMI. One that was baked from the
// same content is used again.

import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import type { BakedImage } from './lib/bake/bakedImages.ts';
import { makeImage } from './lib/bake/bakeRelease.ts';
import { releaseId } from './lib/bake/imageKey.ts';
import { stopwatch } from './lib/clock.ts';
import { onInterrupt } from './lib/interruption.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script, step } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  const seconds = stopwatch();
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: 'string' },
      'config-file': { type: 'string' },
      rebake: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.stack === undefined)
    throw new Error('--stack: expected the name of a stack, as in --stack local');
  const settings = await readStackSettings(values.stack, values['config-file']);
  using interruption = onInterrupt(
    'removing what the bake has made. Once more, and the next bake removes it',
  );

  const account = await step('Credentials', () => openAccount(settings));
  const options = {
    ...{ settings, account, stopping: interruption },
    showPacker: (text: Uint8Array) => process.stderr.write(text),
  };
  const { image, isReused } = await makeImage(options, values.rebake);
  report(image, { isReused, seconds: seconds(), isJson: values.json });
}

type Outcome = { readonly isReused: boolean; readonly seconds: number; readonly isJson: boolean };

function report(image: BakedImage, { isReused, seconds, isJson }: Outcome): void {
  const { ami, key, commit, build } = image;
  const rounded = Number(seconds.toFixed(1));
  const facts = { ami, key, reused: isReused, commit, build, seconds: rounded };
  process.stdout.write(
    isJson
      ? `${JSON.stringify(facts)}\n`
      : `AMI      ${ami}  ${isReused ? 'found' : 'baked'} in ${rounded} s
Release  ${releaseId(key)}
Commit   ${commit}
Build    ${build}
`,
  );
}

await script(main);

// npm run bake -- --stack <stack> [--rebake] [--json]: the web app as an AMI. One that was baked from the
// same content is used again.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { openAccount } from './lib/account.ts';
import { buildArtifact, readTree } from './lib/artifact.ts';
import { type BakedImage, findBakedImage, requireTokensOf } from './lib/bakedImages.ts';
import { removeDeadBakeFolders } from './lib/bakeFolder.ts';
import { removeHoldings, surveyBakes } from './lib/bakeHoldings.ts';
import { bakeImage } from './lib/bakeImage.ts';
import { describeClash, newBake } from './lib/bakes.ts';
import { findBaseImage, findMachine, findSubnet } from './lib/builder.ts';
import { now, stopwatch } from './lib/clock.ts';
import { findOrigin } from './lib/commit.ts';
import { imageKey, releaseId } from './lib/imageKey.ts';
import { onInterrupt } from './lib/interruption.ts';
import { root } from './lib/lockedPackage.mjs';
import { preparePacker } from './lib/packer.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script, step } from './lib/step.ts';
import { bakePackages, ensureSystemPackages } from './lib/systemPackages.ts';

async function main(args: string[]): Promise<void> {
  const seconds = stopwatch();
  const began = now();
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

  const [packer, account] = await Promise.all([
    step('Tools', async () => {
      await ensureSystemPackages(bakePackages);
      return preparePacker();
    }),
    step('Credentials', () => openAccount(settings)),
  ]);
  const { ec2 } = account;
  const machine = await findMachine(ec2, settings);
  const base = await step('Base image', () => findBaseImage(ec2, settings, machine));
  const artifact = await buildArtifact(machine.artifact);
  const key = imageKey({
    artifact,
    packer: await readTree(join(root, 'packer')),
    baseImageId: base.id,
    architecture: machine.architecture,
    ssmAgent: settings.ssmAgent,
  });
  await step('Other bakes', () => clearTheWay(ec2, key));
  interruption.throwIfAborted();

  const found = values.rebake ? undefined : await findBakedImage(ec2, key);
  const image =
    found ??
    (await bakeImage(
      {
        bake: await newBake(key, began),
        settings,
        account,
        packer,
        machine,
        base,
        subnet: await findSubnet(ec2, settings),
        origin: await findOrigin(began),
      },
      interruption,
    ));
  await requireTokensOf(ec2, image);
  report(image, { isReused: found !== undefined, seconds: seconds(), isJson: values.json });
}

/** @throws where the same image is being baked; what dead bakes have left is removed first */
async function clearTheWay(ec2: EC2Client, key: string): Promise<void> {
  const { live, strays } = await surveyBakes(ec2);
  for (const { kind, id } of strays)
    process.stderr.write(`  a dead bake has left the ${kind} ${id}\n`);
  await removeHoldings(ec2, strays);
  await removeDeadBakeFolders();
  const clash = live.find((bake) => bake.key === key);
  if (clash) throw new Error(describeClash(clash, now()));
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

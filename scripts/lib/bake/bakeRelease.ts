// From sources to an image: the artifact, its key, and the image that has this key already, or a new one.

import { join } from 'node:path';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Account } from '../account.ts';
import { now } from '../clock.ts';
import { root } from '../lockedPackage.mjs';
import type { StackSettings } from '../stackSettings.ts';
import { step } from '../step.ts';
import { bakePackages, ensureSystemPackages } from '../systemPackages.ts';
import { buildArtifact, readTree } from './artifact.ts';
import { type BakedImage, findBakedImage, requireTokensOf } from './bakedImages.ts';
import { removeDeadBakeFolders } from './bakeFolder.ts';
import { removeHoldings, surveyBakes } from './bakeHoldings.ts';
import { bakeImage } from './bakeImage.ts';
import { type Bake, BakeClashError, describeClash, newBake } from './bakes.ts';
import { type BaseImage, findBaseImage, findMachine, findSubnet, type Machine } from './builder.ts';
import { findOrigin } from './commit.ts';
import { imageKey } from './imageKey.ts';
import { preparePacker } from './packer.ts';

/** What an image would hold. */
export type Content = {
  readonly key: string;
  readonly machine: Machine;
  readonly base: BaseImage;
};

export type BakeOptions = {
  readonly settings: StackSettings;
  readonly account: Account;
  /** Aborted: the bake is given up, and what it has made is removed. */
  readonly stopping: AbortSignal;
  /** Gets Packer's output as it comes. */
  readonly showPacker: (text: Uint8Array) => void;
};

/** Builds the artifact. Changes nothing in the account. */
export async function buildContent({ settings, account }: BakeOptions): Promise<Content> {
  const machine = await findMachine(account.ec2, settings);
  const base = await step('Base AMI', () => findBaseImage(account.ec2, settings, machine));
  const artifact = await buildArtifact(machine.artifact);
  const key = imageKey({
    artifact,
    packer: await readTree(join(root, 'packer')),
    baseImageId: base.id,
    architecture: machine.architecture,
    ssmAgent: settings.ssmAgent,
  });
  return { key, machine, base };
}

export type MadeImage = {
  readonly image: BakedImage;
  /** Whether it was there already. */
  readonly isReused: boolean;
};

/**
 * The image of what is in this checkout. What dead bakes have left in the account is removed first.
 *
 * @param isRebake whether to bake, even where there is such an image
 * @throws where the same image is being baked, or nothing comes of it
 */
export async function makeImage(options: BakeOptions, isRebake: boolean): Promise<MadeImage> {
  const { ec2 } = options.account;
  const content = await buildContent(options);
  options.stopping.throwIfAborted();
  const others = await step('Other bakes', () => clearTheWay(ec2));
  const found = isRebake ? undefined : await findBakedImage(ec2, content.key);
  if (!found) requireNoClash(others, content);
  const image = found ?? (await bakeContent(options, content));
  await requireTokensOf(ec2, image);
  return { image, isReused: found !== undefined };
}

/** @returns bakes that are at work; what dead ones have left is removed */
async function clearTheWay(ec2: EC2Client): Promise<readonly Bake[]> {
  const { live, strays } = await surveyBakes(ec2);
  for (const { kind, id } of strays)
    process.stderr.write(`  a dead bake has left the ${kind} ${id}\n`);
  await removeHoldings(ec2, strays);
  await removeDeadBakeFolders();
  return live;
}

function requireNoClash(others: readonly Bake[], { key }: Content): void {
  const clash = others.find((bake) => bake.key === key);
  if (clash) throw new BakeClashError(describeClash(clash, now()));
}

async function bakeContent(options: BakeOptions, content: Content): Promise<BakedImage> {
  const { settings, account, stopping, showPacker } = options;
  const { key, machine, base } = content;
  const began = now();
  const packer = await step('Tools', async () => {
    await ensureSystemPackages(bakePackages);
    return preparePacker();
  });
  stopping.throwIfAborted();
  return bakeImage(
    {
      bake: await newBake(key, began),
      settings,
      account,
      packer,
      machine,
      base,
      subnet: await findSubnet(account.ec2, settings),
      origin: await findOrigin(began),
      showPacker,
    },
    stopping,
  );
}

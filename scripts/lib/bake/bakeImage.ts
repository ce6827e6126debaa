// Makes an image: lets a builder be reached, runs Packer, and removes what that needed, however it ends.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  DescribeInstancesCommand,
  type EC2Client,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import type { Account } from '../account.ts';
import { root } from '../lockedPackage.mjs';
import type { StackSettings } from '../stackSettings.ts';
import { step } from '../step.ts';
import { artifactPath } from './artifact.ts';
import { type BakedImage, imageName, readBakedImage } from './bakedImages.ts';
import { closeBakeFolder, makeBakeFolder } from './bakeFolder.ts';
import { codeOf, listHoldings, removeHoldings } from './bakeHoldings.ts';
import { type Bake, bakeDeadlineMinutes, bakeTag, bakeTags } from './bakes.ts';
import type { BaseImage, BuilderSubnet, Machine } from './builder.ts';
import { openBuilder } from './builderAccess.ts';
import type { Origin } from './commit.ts';
import { logName, type Packer, runPacker } from './packer.ts';

export type ImagePlan = {
  readonly bake: Bake;
  readonly settings: StackSettings;
  readonly account: Account;
  readonly packer: Packer;
  readonly machine: Machine;
  readonly base: BaseImage;
  readonly subnet: BuilderSubnet;
  readonly origin: Origin;
  /** Gets Packer's output as it comes. */
  readonly showPacker: (text: Uint8Array) => void;
};

const manifestName = 'manifest.json';
/** Packer is told to end ten minutes before other machines take the bake for dead. */
const deadlineMinutes = bakeDeadlineMinutes - 10;

/** @throws where it fails or is interrupted, after what it has made is removed */
export async function bakeImage(plan: ImagePlan, interruption: AbortSignal): Promise<BakedImage> {
  const { bake, account, subnet } = plan;
  const { ec2 } = account;
  const folder = await makeBakeFolder(bake.process);
  try {
    const callerAddress = await account.callerAddress();
    const access = await step('Security group and key pair', () =>
      openBuilder(ec2, bake, { vpcId: subnet.vpcId, callerAddress, folder }),
    );
    await step(`Packer ${plan.packer.version}`, () =>
      runAll(interruption, (signal, ended) => [
        runPacker({
          template: join(root, 'packer/webapp.pkr.hcl'),
          variables: {
            ...templateVariables(plan),
            security_group_id: access.groupId,
            key_pair_name: access.keyPairName,
            private_key_file: access.privateKeyFile,
            manifest: join(folder, manifestName),
          },
          environment: { ...account.environment, ...plan.packer.environment },
          folder,
          show: plan.showPacker,
          signal,
        }),
        requireTokensOfBuilder(ec2, bake, ended),
        failAtDeadline(ended),
      ]),
    );
    return await readBakedImage(ec2, await readManifest(join(folder, manifestName)));
  } finally {
    await step('Removing what it needed', async () =>
      removeHoldings(ec2, await listHoldings(ec2, bake.id)),
    ).catch((error) => {
      // Not thrown: how the bake ended matters more.
      process.stderr.write(`  ${error.message}; the next bake removes it\n`);
    });
    await closeBakeFolder(folder, [logName, manifestName]);
  }
}

function templateVariables(plan: ImagePlan): Record<string, unknown> {
  const { bake, settings, account, machine, base, subnet, origin } = plan;
  const { region, instanceType, localRegion, ssmAgent } = settings;
  return {
    region,
    ec2_endpoint: account.endpoint ?? '',
    architecture: machine.architecture,
    instance_type: instanceType,
    base_ami: base.id,
    root_device: base.rootDevice,
    root_gib: base.rootGib,
    subnet_id: subnet.id,
    artifact: artifactPath(machine.artifact),
    key: bake.key,
    commit: origin.commit,
    build: origin.build,
    baked_at: bake.began.toISOString(),
    ami_name: imageName(bake),
    bake_tags: bakeTags(bake),
    ssm_agent: { url: ssmAgent?.url ?? '', sha256: ssmAgent?.sha256 ?? '' },
    // An image takes AWS minutes; the local region, a second.
    ...(localRegion === undefined ? {} : { poll_seconds: 1 }),
  };
}

/**
 * Runs the first to its end and the others beside it: one that fails aborts the first, whose end ends
 * the others.
 */
async function runAll(
  interruption: AbortSignal,
  start: (signal: AbortSignal, ended: AbortSignal) => readonly [Promise<void>, ...Promise<void>[]],
): Promise<void> {
  const failure = new AbortController();
  const end = new AbortController();
  const signal = AbortSignal.any([interruption, failure.signal]);
  const [first, ...others] = start(signal, end.signal);
  const watched = others.map((other) => other.catch((error) => failure.abort(error)));
  try {
    await first;
  } finally {
    end.abort();
    await Promise.all(watched);
  }
}

async function failAtDeadline(ended: AbortSignal): Promise<void> {
  await setTimeout(deadlineMinutes * 60_000, undefined, { signal: ended });
  throw new Error(`A bake may take ${deadlineMinutes} minutes; this one took longer and was ended`);
}

/**
 * Packer before 1.7 cannot ask for it at the launch, and later ones could not be asked by the same
 * template. Asks until the instance says so.
 */
async function requireTokensOfBuilder(
  ec2: EC2Client,
  { id }: Bake,
  ended: AbortSignal,
): Promise<void> {
  const Filters = [{ Name: `tag:${bakeTag}`, Values: [id] }];
  while (!ended.aborted) {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    const { InstanceId, MetadataOptions } = Reservations[0]?.Instances?.[0] ?? {};
    if (MetadataOptions?.HttpTokens === 'required' && MetadataOptions.State !== 'pending') return;
    if (InstanceId !== undefined) await requireTokens(ec2, InstanceId);
    await setTimeout(500, undefined, { signal: ended }).catch(() => {}); // ended: not again
  }
}

async function requireTokens(ec2: EC2Client, InstanceId: string): Promise<void> {
  try {
    const input = { InstanceId, HttpTokens: 'required', HttpEndpoint: 'enabled' } as const;
    await ec2.send(new ModifyInstanceMetadataOptionsCommand(input));
  } catch (error) {
    // Too early, or too late.
    if (!/^(IncorrectInstanceState|InvalidInstanceID\.NotFound)$/.test(codeOf(error))) throw error;
  }
}

/** The AMI that Packer says it has made. */
async function readManifest(file: string): Promise<string> {
  // Packer wrote it: `artifact_id` is `<region>:<ami>`.
  const { builds } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly builds: readonly { readonly artifact_id: string }[];
  };
  const ami = builds.at(-1)?.artifact_id.split(':')[1];
  if (ami === undefined) throw new Error(`${file}: expected an AMI, got none`);
  return ami;
}

// What bakes hold in the account: found by their tags, and removed when the bake is over.

import {
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { now } from '../clock.ts';
import { startOf, thisProcess } from '../processIdentity.ts';
import { waitUntil } from '../waitUntil.ts';
import { imageNamePattern, isFinished } from './bakedImages.ts';
import {
  type BakePlan,
  bakeOf,
  bakeTag,
  type Holding,
  isLive,
  planBakes,
  type Tags,
} from './bakes.ts';

/** Looks at everything that bakes hold, and tells what is needed from what is left. */
export async function surveyBakes(ec2: EC2Client): Promise<BakePlan> {
  const holdings = await listHoldings(ec2);
  const { place } = await thisProcess();
  const ids = new Set(holdings.flatMap(({ bake }) => bake?.process.id ?? []));
  const starts = new Map(
    await Promise.all([...ids].map(async (id) => [id, await startOf(id)] as const)),
  );
  const isRunning = ({ id, start }: { id: number; start: string }) => starts.get(id) === start;
  return planBakes(holdings, (bake) => isLive(bake, { now: now(), place, isRunning }));
}

/** What one bake holds, or all of them. */
export async function listHoldings(ec2: EC2Client, bakeId?: string): Promise<Holding[]> {
  const Filters =
    bakeId === undefined
      ? [{ Name: 'tag-key', Values: [bakeTag] }]
      : [{ Name: `tag:${bakeTag}`, Values: [bakeId] }];
  const [{ Reservations = [] }, { KeyPairs = [] }, { SecurityGroups = [] }] = await Promise.all([
    ec2.send(
      new DescribeInstancesCommand({
        Filters: [...Filters, { Name: 'instance-state-name', Values: unfinishedStates }],
      }),
    ),
    ec2.send(new DescribeKeyPairsCommand({ Filters })),
    ec2.send(new DescribeSecurityGroupsCommand({ Filters })),
  ]);
  // After the groups: a bake has its group before it has an image, so that it is known to be live.
  const images = await listUnfinishedImages(ec2);
  return [
    ...Reservations.flatMap(({ Instances = [] }) =>
      Instances.flatMap((each) => holding('instance', each.InstanceId, each.Tags)),
    ),
    ...images.filter((image) => bakeId === undefined || image.bakeId === bakeId),
    ...KeyPairs.flatMap((each) => holding('key pair', each.KeyPairId, each.Tags)),
    ...SecurityGroups.flatMap((each) => holding('security group', each.GroupId, each.Tags)),
  ];
}

const unfinishedStates = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

function holding(
  kind: Holding['kind'],
  id: string | undefined,
  tags: Tags | undefined,
): readonly Holding[] {
  const bake = bakeOf(tags);
  return id !== undefined && bake ? [{ kind, id, bakeId: bake.id, bake }] : [];
}

/** Images that Packer was making, and did not come to tag. */
async function listUnfinishedImages(ec2: EC2Client): Promise<Holding[]> {
  const { Images = [] } = await ec2.send(
    new DescribeImagesCommand({
      Owners: ['self'],
      Filters: [{ Name: 'name', Values: [imageNamePattern] }],
    }),
  );
  return Images.flatMap((image) => {
    const bakeId = image.Name?.match(/-([0-9a-f]{12})$/)?.[1];
    if (isFinished(image) || bakeId === undefined || image.ImageId === undefined) return [];
    return [{ kind: 'image' as const, id: image.ImageId, bakeId }];
  });
}

/** Removes them; what is gone by then is as good as removed. Up to five minutes for the instances. */
export async function removeHoldings(ec2: EC2Client, holdings: readonly Holding[]): Promise<void> {
  const of = (kind: Holding['kind']) =>
    holdings.filter((each) => each.kind === kind).map(({ id }) => id);
  await Promise.all(of('image').map((ImageId) => deregister(ec2, ImageId)));
  await terminate(ec2, of('instance'));
  await Promise.all([
    ...of('key pair').map((KeyPairId) =>
      unlessGone(ec2.send(new DeleteKeyPairCommand({ KeyPairId }))),
    ),
    ...of('security group').map((GroupId) => deleteGroup(ec2, GroupId)),
  ]);
}

async function deregister(ec2: EC2Client, ImageId: string): Promise<void> {
  const input = { ImageId, DeleteAssociatedSnapshots: true };
  await unlessGone(ec2.send(new DeregisterImageCommand(input)));
}

async function terminate(ec2: EC2Client, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map((id) => unlessGone(ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })))),
  );
  const isGone = await waitUntil(
    async () => {
      const Filters = [
        { Name: 'instance-id', Values: [...ids] },
        { Name: 'instance-state-name', Values: unfinishedStates },
      ];
      if (ids.length === 0) return true;
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
      return Reservations.length === 0 ? true : undefined;
    },
    300,
    500,
  );
  if (!isGone)
    throw new Error(`${ids.join(', ')} had to be terminated, and still is not after 5 min`);
}

/** The group of an instance that has just been terminated is in use for a moment longer. */
async function deleteGroup(ec2: EC2Client, GroupId: string): Promise<void> {
  const isGone = await waitUntil(
    async () => {
      try {
        await unlessGone(ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
        return true;
      } catch (error) {
        if (codeOf(error) === 'DependencyViolation') return undefined;
        throw error;
      }
    },
    60,
    1000,
  );
  if (!isGone) throw new Error(`The security group ${GroupId} is still in use after a minute`);
}

async function unlessGone(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!/\.(NotFound|Unavailable)$/.test(codeOf(error))) throw error;
  }
}

/** Of an error that AWS has answered: its code, such as `InvalidGroup.NotFound`. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

// What a bake's instance is made of and where it runs, as the account offers it.

import {
  type _InstanceType,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type Image,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { StackSettings } from '../stackSettings.ts';
import type { Architecture } from './artifact.ts';
import { newestOf } from './bakedImages.ts';

export type Machine = {
  /** As EC2 calls it. */
  readonly architecture: 'x86_64' | 'arm64';
  /** As Node calls it. */
  readonly artifact: Architecture;
};

export type BaseImage = {
  readonly id: string;
  readonly name: string;
  /** Such as `/dev/xvda`. */
  readonly rootDevice: string;
  /** As small as its snapshot allows. */
  readonly rootGib: number;
};

export type BuilderSubnet = { readonly id: string; readonly vpcId: string };

/** The architecture of the stack's instance type. */
export async function findMachine(
  ec2: EC2Client,
  { instanceType, region }: StackSettings,
): Promise<Machine> {
  // Whether there is such a type is EC2's to say.
  const input = { InstanceTypes: [instanceType as _InstanceType] };
  const { InstanceTypes = [] } = await explain(
    ec2.send(new DescribeInstanceTypesCommand(input)),
    `rollover:instanceType: expected one that ${region} knows, got ${instanceType}`,
  );
  const architectures = InstanceTypes[0]?.ProcessorInfo?.SupportedArchitectures ?? [];
  if (architectures.includes('arm64')) return { architecture: 'arm64', artifact: 'arm64' };
  if (architectures.includes('x86_64')) return { architecture: 'x86_64', artifact: 'x64' };
  throw new Error(
    `rollover:instanceType: expected one for x86_64 or arm64, got ${instanceType}, for ${architectures.join(', ')}`,
  );
}

/** The image to build on, now: the newest that the settings' filter finds. */
export async function findBaseImage(
  ec2: EC2Client,
  settings: StackSettings,
  { architecture }: Machine,
): Promise<BaseImage> {
  const { baseImageOwner: owner } = settings;
  const wanted =
    settings.baseImage ?? `debian-13-${architecture === 'arm64' ? 'arm64' : 'amd64'}-*`;
  const isId = /^ami-[0-9a-f]+$/.test(wanted);
  const { Images = [] } = await explain(
    ec2.send(
      new DescribeImagesCommand({
        ...(isId ? { ImageIds: [wanted] } : { Owners: [owner] }),
        Filters: [
          ...(isId ? [] : [{ Name: 'name', Values: [wanted] }]),
          { Name: 'architecture', Values: [architecture] },
          { Name: 'state', Values: ['available'] },
          { Name: 'root-device-type', Values: ['ebs'] },
          { Name: 'virtualization-type', Values: ['hvm'] },
        ],
      }),
    ),
    `rollover:baseImage: expected an image, got ${wanted}`,
  );
  const image = newestOf(Images);
  if (image) return describeBase(image);
  throw new Error(
    `rollover:baseImage: expected an image for ${architecture}, the architecture of ${settings.instanceType}, ` +
      `got none that is called ${wanted}${isId ? '' : ` of ${owner}`} in ${settings.region}. ` +
      (settings.localRegion === undefined
        ? 'Set rollover:baseImage and rollover:baseImageOwner'
        : "A local region has the machine's architecture alone: set rollover:instanceType to t3.small or t4g.small"),
  );
}

function describeBase(image: Image): BaseImage {
  const { ImageId = '', Name = '', RootDeviceName = '', BlockDeviceMappings = [] } = image;
  const root = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === RootDeviceName);
  if (root?.Ebs?.VolumeSize === undefined) {
    throw new Error(`${ImageId} (${Name}): expected a root device with a snapshot, got none`);
  }
  return { id: ImageId, name: Name, rootDevice: RootDeviceName, rootGib: root.Ebs.VolumeSize };
}

/** The subnet that the settings name, else one of the default VPC, in a zone that has the type. */
export async function findSubnet(ec2: EC2Client, settings: StackSettings): Promise<BuilderSubnet> {
  const { builderSubnetId, instanceType, region } = settings;
  if (builderSubnetId !== undefined) {
    const { Subnets = [] } = await explain(
      ec2.send(new DescribeSubnetsCommand({ SubnetIds: [builderSubnetId] })),
      `rollover:builderSubnetId: expected a subnet in ${region}, got ${builderSubnetId}`,
    );
    return describeSubnet(Subnets[0] ?? {});
  }
  const [{ Subnets = [] }, { InstanceTypeOfferings = [] }] = await Promise.all([
    ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    ),
    ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: [instanceType] }],
      }),
    ),
  ]);
  const zones = new Set(InstanceTypeOfferings.map(({ Location }) => Location));
  const subnet = Subnets.toSorted((a, b) =>
    (a.AvailabilityZone ?? '').localeCompare(b.AvailabilityZone ?? ''),
  ).find(({ AvailabilityZone }) => zones.has(AvailabilityZone));
  if (subnet) return describeSubnet(subnet);
  throw new Error(
    `An image is baked in a public subnet. Expected one of the default VPC with ${instanceType}, got ` +
      `${Subnets.length === 0 ? `no default VPC in ${region}` : `none in ${[...zones].join(', ')}`}. ` +
      'Set rollover:builderSubnetId, or make the VPC with `aws ec2 create-default-vpc`',
  );
}

function describeSubnet({ SubnetId = '', VpcId = '' }: Subnet): BuilderSubnet {
  return { id: SubnetId, vpcId: VpcId };
}

/** Says which setting an error of AWS is about, where it is about one at all. */
async function explain<Answer>(answer: Promise<Answer>, words: string): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('Invalid')) throw error;
    throw new Error(`${words}: ${error.message}`, { cause: error });
  }
}

// The parts of a VPC of awsx that are there once per subnet, and how they hang together.

import type { Properties, RegisterChild } from '../../provider.ts';
import type { LaidOutSubnet } from './subnetLayout.ts';
import type { VpcInputs } from './vpcInputs.ts';

export type Child = Awaited<ReturnType<RegisterChild>>;

const everywhere = '0.0.0.0/0';

export async function registerSubnet(
  { name, type, zone, cidrBlock }: LaidOutSubnet,
  vpc: Child,
  subnetTags: Properties,
  tableTags: Properties,
  register: RegisterChild,
) {
  const own = { Name: name, SubnetType: type };
  const subnet = await register({
    type: 'aws:ec2/subnet:Subnet',
    name,
    inputs: {
      vpcId: vpc.id,
      availabilityZone: zone,
      cidrBlock,
      mapPublicIpOnLaunch: type === 'Public',
      assignIpv6AddressOnCreation: false,
      tags: { ...subnetTags, ...own },
    },
    parent: vpc.urn,
    dependsOn: [vpc.urn],
  });
  const routeTable = await register({
    type: 'aws:ec2/routeTable:RouteTable',
    name,
    inputs: { vpcId: vpc.id, tags: { ...tableTags, ...own } },
    parent: subnet.urn,
    dependsOn: [subnet.urn],
  });
  const association = await register({
    type: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
    name,
    inputs: { routeTableId: routeTable.id, subnetId: subnet.id },
    parent: routeTable.urn,
    dependsOn: [routeTable.urn, subnet.urn],
  });
  return { type, subnet, routeTable, association };
}

/** The subnets that get a NAT gateway: the first public one of its zone. */
export function gatewayPlaces({ natStrategy }: VpcInputs, layout: readonly LaidOutSubnet[]) {
  if (natStrategy === 'None') return [];
  const places = layout
    .map(({ type, zoneIndex }, subnet) => ({ type, zoneIndex, subnet }))
    .filter(({ type }) => type === 'Public')
    .filter(({ zoneIndex }, index, all) => all[index - 1]?.zoneIndex !== zoneIndex);
  return natStrategy === 'Single' ? places.slice(0, 1) : places;
}

export async function registerNatGateway(
  name: string,
  zoneIndex: number,
  place: ReturnType<typeof registerSubnet> | undefined,
  internetGateway: Promise<Child>,
  { natGateways, tags }: VpcInputs,
  register: RegisterChild,
) {
  const { subnet } = await required(place);
  const inSubnet = { parent: subnet.urn, dependsOn: [subnet.urn] };
  const given = natGateways?.elasticIpAllocationIds?.[zoneIndex];
  const named = { ...tags, Name: name };
  const eip =
    given === undefined
      ? await register({ type: 'aws:ec2/eip:Eip', name, inputs: { tags: named }, ...inSubnet })
      : undefined;
  const gateway = await register({
    type: 'aws:ec2/natGateway:NatGateway',
    name,
    inputs: { subnetId: subnet.id, allocationId: given ?? eip?.id, tags: named },
    parent: subnet.urn,
    // Without a way out of its VPC it would fail.
    dependsOn: [subnet.urn, (await internetGateway).urn, ...(eip ? [eip.urn] : [])],
  });
  return { eip, gateway };
}

export function registerRoute(
  { name }: LaidOutSubnet,
  routeTable: Child,
  gateway: Child,
  target: Properties,
  register: RegisterChild,
) {
  return register({
    type: 'aws:ec2/route:Route',
    name,
    inputs: { routeTableId: routeTable.id, destinationCidrBlock: everywhere, ...target },
    parent: routeTable.urn,
    dependsOn: [routeTable.urn, gateway.urn],
  });
}

/** What a layout's index stands for. */
export async function required<Made>(made: Promise<Made> | undefined): Promise<Made> {
  if (!made) throw new Error('The layout names a subnet that it has not');
  return made;
}

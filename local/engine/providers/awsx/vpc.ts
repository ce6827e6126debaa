// awsx:ec2:Vpc: a VPC with subnets in each zone, and their ways out.
//
//   vpc ─┬─ internet gateway
//        ├─ subnet ─┬─ route table ─┬─ association
//        │          │               └─ route: public → internet gateway, private → NAT gateway
//        │          └─ address, NAT gateway (in public ones)
//        └─ endpoints

import {
  type ComponentType,
  type Properties,
  type RegisterChild,
  resourceReference,
} from '../../provider.ts';
import type { AwsOf } from '../aws.ts';
import { firstZones } from '../functions/getAvailabilityZones.ts';
import { type LaidOutSubnet, layOutSubnets, resolveSubnetSpecs } from './subnetLayout.ts';
import { checkNatGateways, readVpcInputs, type VpcInputs } from './vpcInputs.ts';

type Child = Awaited<ReturnType<RegisterChild>>;

const defaultZones = 3;
const everywhere = '0.0.0.0/0';

export function awsxVpc(awsOf: AwsOf): ComponentType {
  return async (name, properties, register, context) => {
    const inputs = readVpcInputs(properties);
    const count = inputs.numberOfAvailabilityZones ?? defaultZones;
    const zones = inputs.availabilityZoneNames ?? (await firstZones(awsOf(context), count));
    const request = {
      vpcName: name,
      cidrBlock: inputs.cidrBlock,
      zones,
      specs: inputs.subnetSpecs,
      availabilityZoneCidrMask: inputs.availabilityZoneCidrMask,
      isExact: inputs.subnetStrategy === 'Exact',
    };
    const layout = layOutSubnets(request)
      .filter(({ type }) => type !== 'Unused')
      .toSorted((a, b) => a.zoneIndex - b.zoneIndex || rankOf(a) - rankOf(b));
    checkNatGateways(
      inputs,
      layout.map(({ type }) => type),
      zones.length,
    );
    const children = await registerChildren(name, inputs, layout, register);
    return outputsOf(children, resolveSubnetSpecs(request));
  };
}

/** Public ones first, for they hold the gateways of the others. */
function rankOf({ type }: LaidOutSubnet): number {
  return ['Public', 'Private', 'Isolated'].indexOf(type);
}

async function registerChildren(
  name: string,
  inputs: VpcInputs,
  layout: readonly LaidOutSubnet[],
  register: RegisterChild,
) {
  const tags = { Name: name, ...inputs.tags };
  const vpc = await register({
    type: 'aws:ec2/vpc:Vpc',
    name,
    inputs: {
      cidrBlock: inputs.cidrBlock,
      enableDnsHostnames: inputs.enableDnsHostnames,
      enableDnsSupport: inputs.enableDnsSupport,
      enableNetworkAddressUsageMetrics: inputs.enableNetworkAddressUsageMetrics,
      instanceTenancy: inputs.instanceTenancy,
      tags,
    },
  });
  const inVpc = { parent: vpc.urn, dependsOn: [vpc.urn] };

  const internetGateway = register({
    type: 'aws:ec2/internetGateway:InternetGateway',
    name,
    inputs: { vpcId: vpc.id, tags },
    ...inVpc,
  });
  const subnets = layout.map((laidOut) =>
    registerSubnet(laidOut, vpc, { ...tags, ...laidOut.tags }, tags, register),
  );
  const natGateways = gatewayPlaces(inputs, layout).map(({ subnet, zoneIndex }) =>
    registerNatGateway(`${name}-${zoneIndex + 1}`, zoneIndex, subnets[subnet], inputs, register),
  );
  const routes = layout.map(async (laidOut, index) => {
    const zone = inputs.natStrategy === 'Single' ? 0 : laidOut.zoneIndex;
    const { routeTable } = await required(subnets[index]);
    if (laidOut.type === 'Public') {
      const gateway = await internetGateway;
      return registerRoute(laidOut, routeTable, gateway, { gatewayId: gateway.id }, register);
    }
    const natGateway = laidOut.type === 'Private' ? await natGateways[zone] : undefined;
    if (!natGateway) return undefined;
    const { gateway } = natGateway;
    return registerRoute(laidOut, routeTable, gateway, { natGatewayId: gateway.id }, register);
  });
  const endpoints = (inputs.vpcEndpointSpecs ?? []).map((spec) =>
    register({
      type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
      name: spec.serviceName,
      inputs: { ...spec, vpcId: vpc.id, tags: { ...tags, ...spec.tags } },
      ...inVpc,
    }),
  );
  // All at once, so that each is waited for, whatever becomes of the others.
  const [gateway, made, nat, way, endpoint] = await Promise.all([
    internetGateway,
    Promise.all(subnets),
    Promise.all(natGateways),
    Promise.all(routes),
    Promise.all(endpoints),
  ]);
  return {
    vpc,
    internetGateway: gateway,
    subnets: made,
    natGateways: nat.map((each) => each.gateway),
    eips: nat.flatMap(({ eip }) => eip ?? []),
    routes: way.flatMap((route) => route ?? []),
    vpcEndpoints: endpoint,
  };
}

async function registerSubnet(
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
function gatewayPlaces({ natStrategy }: VpcInputs, layout: readonly LaidOutSubnet[]) {
  if (natStrategy === 'None') return [];
  const places = layout
    .map(({ type, zoneIndex }, subnet) => ({ type, zoneIndex, subnet }))
    .filter(({ type }) => type === 'Public')
    .filter(({ zoneIndex }, index, all) => all[index - 1]?.zoneIndex !== zoneIndex);
  return natStrategy === 'Single' ? places.slice(0, 1) : places;
}

async function registerNatGateway(
  name: string,
  zoneIndex: number,
  place: ReturnType<typeof registerSubnet> | undefined,
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
    dependsOn: [subnet.urn, ...(eip ? [eip.urn] : [])],
  });
  return { eip, gateway };
}

function registerRoute(
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

function outputsOf(
  children: Awaited<ReturnType<typeof registerChildren>>,
  subnetLayout: ReturnType<typeof resolveSubnetSpecs>,
): Properties {
  const { vpc, internetGateway, subnets, natGateways, eips, routes, vpcEndpoints } = children;
  const ofType = (wanted: string) =>
    subnets.filter(({ type }) => type === wanted).map(({ subnet }) => subnet);
  const idsOf = (wanted: string) => ofType(wanted).map(({ id }) => id);
  return {
    vpc: resourceReference(vpc),
    vpcId: vpc.id,
    internetGateway: resourceReference(internetGateway),
    subnets: subnets.map(({ subnet }) => resourceReference(subnet)),
    publicSubnets: ofType('Public').map(resourceReference),
    privateSubnets: ofType('Private').map(resourceReference),
    isolatedSubnets: ofType('Isolated').map(resourceReference),
    publicSubnetIds: idsOf('Public'),
    privateSubnetIds: idsOf('Private'),
    isolatedSubnetIds: idsOf('Isolated'),
    routeTables: subnets.map(({ routeTable }) => resourceReference(routeTable)),
    routeTableAssociations: subnets.map(({ association }) => resourceReference(association)),
    routes: routes.map(resourceReference),
    natGateways: natGateways.map(resourceReference),
    eips: eips.map(resourceReference),
    vpcEndpoints: vpcEndpoints.map(resourceReference),
    subnetLayout: subnetLayout.map(({ type, name, cidrMask, cidrBlocks }) => ({
      type,
      ...(name !== undefined && { name }),
      ...(cidrMask !== undefined && { cidrMask, size: 2 ** (32 - cidrMask) }),
      ...(cidrBlocks !== undefined && { cidrBlocks }),
    })),
  };
}

async function required<Made>(made: Promise<Made> | undefined): Promise<Made> {
  if (!made) throw new Error('The layout names a subnet that it has not');
  return made;
}

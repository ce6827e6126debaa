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
import {
  gatewayPlaces,
  registerNatGateway,
  registerRoute,
  registerSubnet,
  required,
} from './vpcParts.ts';

const defaultZones = 3;

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
    registerNatGateway(
      `${name}-${zoneIndex + 1}`,
      zoneIndex,
      subnets[subnet],
      internetGateway,
      inputs,
      register,
    ),
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

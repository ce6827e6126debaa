import { describe, expect, test } from 'vitest';
import { type Properties, type RegisterChild, unknownValue } from '../../provider.ts';
import { type ServedProviders, serveProviders } from '../testing/serveProviders.ts';

const signature = '4dabf18193072939515e22adb298388d';
const inputs = {
  cidrBlock: '10.0.0.0/16',
  numberOfAvailabilityZones: 2,
  availabilityZoneCidrMask: 18,
  subnetStrategy: 'Auto',
  natGateways: { strategy: 'Single' },
  enableDnsHostnames: true,
  tags: { stack: 'dev' },
};

type Registered = Parameters<RegisterChild>[0] & { readonly urn: string };

/** Registers children as an engine does; without a region to make them in, nothing of them is known. */
function registrar(served?: ServedProviders) {
  const children: Registered[] = [];
  const register: RegisterChild = async (request) => {
    const urn = `${request.type.split(':').at(-1)} ${request.name}`;
    children.push({ ...request, urn });
    if (!served) return { urn, id: unknownValue, outputs: {} };
    const type = served.typeOf(request.type);
    expect(type.check(request.inputs)).toEqual([]);
    const { id, outputs } = await type.create(request.inputs, served.creating());
    return { urn, id, outputs };
  };
  return { children, register };
}

async function construct(more: Properties = {}, isMade = false) {
  const served = await serveProviders();
  const { children, register } = registrar(isMade ? served : undefined);
  const make = served.provider.components['awsx:ec2:Vpc'];
  const outputs = await make?.('rollover', { ...inputs, ...more }, register, served.context);
  const named = (type: string) =>
    children.filter((child) => child.type.endsWith(`:${type}`)).map(({ name }) => name);
  return { served, children, outputs, named };
}

describe('awsx:ec2:Vpc', () => {
  test("makes awsx's resources, under awsx's names and parents", async () => {
    const { children } = await construct();
    expect(children.map(({ urn, parent = 'rollover' }) => `${parent} > ${urn}`).toSorted()).toEqual(
      [
        'rollover > Vpc rollover',
        'Vpc rollover > InternetGateway rollover',
        'Vpc rollover > Subnet rollover-private-1',
        'Vpc rollover > Subnet rollover-private-2',
        'Vpc rollover > Subnet rollover-public-1',
        'Vpc rollover > Subnet rollover-public-2',
        'Subnet rollover-private-1 > RouteTable rollover-private-1',
        'Subnet rollover-private-2 > RouteTable rollover-private-2',
        'Subnet rollover-public-1 > Eip rollover-1',
        'Subnet rollover-public-1 > NatGateway rollover-1',
        'Subnet rollover-public-1 > RouteTable rollover-public-1',
        'Subnet rollover-public-2 > RouteTable rollover-public-2',
        ...['private-1', 'private-2', 'public-1', 'public-2'].flatMap((name) => [
          `RouteTable rollover-${name} > Route rollover-${name}`,
          `RouteTable rollover-${name} > RouteTableAssociation rollover-${name}`,
        ]),
      ].toSorted(),
    );
  });

  test('makes them for real, reachable as they should be', async () => {
    const { served, outputs } = await construct({}, true);
    const { ec2 } = served.aws;
    const VpcIds = [String(outputs?.vpcId)];
    const { Subnets = [] } = await ec2.describeSubnets({
      Filters: [{ Name: 'vpc-id', Values: VpcIds }],
    });
    const shown = Subnets.map(
      ({ SubnetId, AvailabilityZone, CidrBlock, MapPublicIpOnLaunch, Tags }) => ({
        id: SubnetId,
        name: Tags?.find(({ Key }) => Key === 'Name')?.Value,
        zone: AvailabilityZone,
        block: CidrBlock,
        isPublic: MapPublicIpOnLaunch,
      }),
    ).toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
    expect(shown).toMatchObject([
      { name: 'rollover-private-1', zone: 'eu-central-1a', block: '10.0.0.0/19', isPublic: false },
      { name: 'rollover-private-2', zone: 'eu-central-1b', block: '10.0.64.0/19', isPublic: false },
      { name: 'rollover-public-1', zone: 'eu-central-1a', block: '10.0.32.0/20', isPublic: true },
      { name: 'rollover-public-2', zone: 'eu-central-1b', block: '10.0.96.0/20', isPublic: true },
    ]);
    const ids = shown.map(({ id }) => id);
    expect(outputs).toMatchObject({
      privateSubnetIds: ids.slice(0, 2),
      publicSubnetIds: ids.slice(2),
      isolatedSubnetIds: [],
      subnetLayout: [
        { type: 'Private', cidrMask: 19, size: 8192 },
        { type: 'Public', cidrMask: 20, size: 4096 },
      ],
    });
    const { RouteTables = [] } = await ec2.describeRouteTables({
      Filters: [{ Name: 'association.subnet-id', Values: ids.map(String) }],
    });
    const ways = RouteTables.map(({ Tags, Routes }) => {
      const route = Routes?.find((each) => each.DestinationCidrBlock === '0.0.0.0/0');
      const name = Tags?.find(({ Key }) => Key === 'Name')?.Value;
      return `${name} ${(route?.NatGatewayId ?? route?.GatewayId)?.split('-')[0]}`;
    });
    expect(ways.toSorted()).toEqual([
      'rollover-private-1 nat',
      'rollover-private-2 nat',
      'rollover-public-1 igw',
      'rollover-public-2 igw',
    ]);
  });

  test('gives references to what it made, and what is not known yet as such', async () => {
    const { outputs } = await construct();
    expect(outputs).toMatchObject({
      vpcId: unknownValue,
      privateSubnetIds: [unknownValue, unknownValue],
      vpc: { [signature]: expect.any(String), urn: 'Vpc rollover', id: unknownValue },
      natGateways: [{ urn: 'NatGateway rollover-1' }],
      eips: [{ urn: 'Eip rollover-1' }],
    });
    expect(outputs?.routeTables).toMatchObject([
      { urn: 'RouteTable rollover-public-1' },
      { urn: 'RouteTable rollover-private-1' },
      { urn: 'RouteTable rollover-public-2' },
      { urn: 'RouteTable rollover-private-2' },
    ]);
  });

  test('has a NAT gateway for each zone, or none', async () => {
    const perZone = await construct({ natGateways: { strategy: 'OnePerAz' } });
    expect(perZone.named('NatGateway')).toEqual(['rollover-1', 'rollover-2']);
    const none = await construct({ natGateways: { strategy: 'None' } });
    expect(none.named('NatGateway')).toEqual([]);
    expect(none.named('Route')).toEqual(['rollover-public-1', 'rollover-public-2']);
  });

  test('takes addresses for its gateways', async () => {
    const strategy = 'OnePerAz';
    const elasticIpAllocationIds = ['eipalloc-1', 'eipalloc-2'];
    const { children, named } = await construct({
      natGateways: { strategy, elasticIpAllocationIds },
    });
    expect(named('Eip')).toEqual([]);
    const gateways = children.filter(({ type }) => type.endsWith(':NatGateway'));
    expect(gateways.map(({ inputs: { allocationId } }) => allocationId)).toEqual(
      elasticIpAllocationIds,
    );
  });

  test('takes zones, specs and endpoints', async () => {
    const { children, named, outputs } = await construct({
      numberOfAvailabilityZones: undefined,
      availabilityZoneCidrMask: undefined,
      availabilityZoneNames: ['eu-central-1c'],
      natGateways: { strategy: 'None' },
      subnetSpecs: [{ type: 'Isolated', name: 'data', tags: { use: 'data' } }],
      vpcEndpointSpecs: [{ serviceName: 'com.amazonaws.eu-central-1.s3' }],
    });
    expect(children.find(({ type }) => type.endsWith(':Subnet'))).toMatchObject({
      name: 'rollover-data-1',
      inputs: {
        availabilityZone: 'eu-central-1c',
        cidrBlock: '10.0.0.0/16',
        tags: { Name: 'rollover-data-1', SubnetType: 'Isolated', stack: 'dev', use: 'data' },
      },
    });
    expect(named('VpcEndpoint')).toEqual(['com.amazonaws.eu-central-1.s3']);
    expect(outputs?.isolatedSubnetIds).toEqual([unknownValue]);
  });

  test.each<[Properties, string]>([
    [{ subnetStrategy: 'Legacy', subnetSpecs: [{ type: 'Public' }] }, 'expected Auto or Exact'],
    [{ subnetSpecs: [{ type: 'Other' }] }, 'subnetSpecs[0].type: expected one of Public'],
    [{ natGateways: { strategy: 'Two' } }, 'natGateways.strategy: expected one of None, Single'],
    [{ availabilityZoneNames: ['eu-central-1a'] }, 'expected nothing beside availabilityZoneNames'],
    [{ numberOfAvailabilityZones: 4 }, 'expected at most 3, the zones of eu-central-1, got 4'],
    [{ subnetSpecs: [{ type: 'Private' }] }, 'expected None without both public and private'],
    [
      { natGateways: { strategy: 'Single', elasticIpAllocationIds: ['a', 'b'] } },
      'expected none or 1, as Single says, got 2',
    ],
    [{ ipv4IpamPoolId: 'ipam' }, 'add it in local/engine/providers/awsx/vpcInputs.ts'],
  ])('refuses %j', async (more, message) => {
    await expect(construct(more)).rejects.toThrow(message);
  });
});

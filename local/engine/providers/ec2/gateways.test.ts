import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const tags = { Name: 'rollover' };

async function serveVpc() {
  const served = await serveProviders();
  const { make } = served;
  const vpcId = await make('aws:ec2/vpc:Vpc', { cidrBlock: '10.0.0.0/16' });
  const subnetId = await make('aws:ec2/subnet:Subnet', { vpcId, cidrBlock: '10.0.1.0/24' });
  const gateway = () => make('aws:ec2/internetGateway:InternetGateway', { vpcId });
  const routeTable = () => make('aws:ec2/routeTable:RouteTable', { vpcId });
  return { served, make, vpcId, subnetId, gateway, routeTable };
}

test('InternetGateway lives, attached and not', async () => {
  const { served, vpcId } = await serveVpc();
  const { outputs } = await live(served, {
    token: 'aws:ec2/internetGateway:InternetGateway',
    inputs: { vpcId, tags },
    updates: [{ vpcId: undefined }, { vpcId }, { tags: { Name: 'other' } }],
    replacements: [{ vpcId: 'vpc-1' }],
  });
  expect(outputs).toMatchObject({ arn: expect.stringContaining(':internet-gateway/igw-') });
});

describe('Routes', () => {
  test('RouteTable lives', async () => {
    const { served, vpcId } = await serveVpc();
    const { outputs } = await live(served, {
      token: 'aws:ec2/routeTable:RouteTable',
      inputs: { vpcId, tags },
      updates: [{ tags: { Name: 'other' } }],
      replacements: [{ vpcId: 'vpc-1' }],
    });
    expect(outputs).toMatchObject({ arn: expect.stringContaining(':route-table/rtb-') });
  });

  test('Route lives, and leads elsewhere', async () => {
    const { served, make, gateway, routeTable, subnetId } = await serveVpc();
    const gatewayId = await gateway();
    const allocationId = await make('aws:ec2/eip:Eip', {});
    const natGatewayId = await make('aws:ec2/natGateway:NatGateway', { subnetId, allocationId });
    const routeTableId = await routeTable();
    const { id, outputs } = await live(served, {
      token: 'aws:ec2/route:Route',
      inputs: { routeTableId, destinationCidrBlock: '0.0.0.0/0', gatewayId },
      updates: [{ gatewayId: undefined, natGatewayId }],
      replacements: [{ destinationCidrBlock: '192.0.2.0/24' }],
    });
    expect(id).toBe(`r-${routeTableId}1080289494`);
    expect(outputs).toMatchObject({ state: 'active', origin: 'CreateRoute' });
  });

  test('RouteTableAssociation lives, and moves to another table', async () => {
    const { served, routeTable, subnetId } = await serveVpc();
    await live(served, {
      token: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
      inputs: { routeTableId: await routeTable(), subnetId },
      updates: [{ routeTableId: await routeTable() }],
      replacements: [{ subnetId: 'subnet-1' }],
    });
  });
});

describe('Addresses', () => {
  test('Eip lives', async () => {
    const { served } = await serveVpc();
    const { id, outputs } = await live(served, {
      token: 'aws:ec2/eip:Eip',
      inputs: { tags },
      updates: [{ tags: { Name: 'other' } }],
    });
    expect(outputs).toMatchObject({
      allocationId: id,
      domain: 'vpc',
      arn: `arn:aws:ec2:eu-central-1:000000000000:elastic-ip/${id}`,
      publicIp: expect.stringMatching(/^198\.18\./),
    });
  });

  test('NatGateway lives, and its successor waits for its address', async () => {
    const { served, make, gateway, subnetId } = await serveVpc();
    await gateway();
    const allocationId = await make('aws:ec2/eip:Eip', {});
    const inputs = { subnetId, allocationId, tags };
    const { outputs } = await live(served, {
      token: 'aws:ec2/natGateway:NatGateway',
      inputs,
      updates: [{ tags: { Name: 'other' } }],
      replacements: [{ subnetId: 'subnet-1' }, { connectivityType: 'private' }],
    });
    expect(outputs).toMatchObject({
      connectivityType: 'public',
      publicIp: expect.stringMatching(/^198\.18\./),
      privateIp: expect.stringMatching(/^10\.0\.1\./),
      networkInterfaceId: expect.stringMatching(/^eni-/),
    });
    const { diff } = served.typeOf('aws:ec2/natGateway:NatGateway');
    expect(diff(inputs, { ...inputs, subnetId: 'subnet-1' }).deleteBeforeReplace).toBe(true);
  });

  test('NatGateway that fails says why', async () => {
    const { served, make, subnetId } = await serveVpc();
    const allocationId = await make('aws:ec2/eip:Eip', {});
    const creating = make('aws:ec2/natGateway:NatGateway', { subnetId, allocationId });
    const failing = expect(creating).rejects.toThrow(
      /^nat-\w+ has failed: Gateway.NotAttached: Network vpc-/,
    );
    await expect.poll(() => served.said).toContainEqual(expect.stringContaining('to be available'));
    served.region.advance(61_000);
    await failing;
  });
});

describe('VpcEndpoint', () => {
  const token = 'aws:ec2/vpcEndpoint:VpcEndpoint';

  test('lives as a gateway', async () => {
    const { served, vpcId, routeTable } = await serveVpc();
    const [one, other] = [await routeTable(), await routeTable()];
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
    });
    const { outputs } = await live(served, {
      token,
      inputs: {
        vpcId,
        serviceName: 'com.amazonaws.eu-central-1.s3',
        vpcEndpointType: 'Gateway',
        routeTableIds: [one],
        tags,
      },
      updates: [
        { routeTableIds: [other, one] },
        { routeTableIds: [other] },
        { policy },
        { tags: undefined },
      ],
      replacements: [{ serviceName: 'com.amazonaws.eu-central-1.dynamodb' }],
    });
    expect(outputs).toMatchObject({
      state: 'available',
      prefixListId: expect.stringMatching(/^pl-/),
      arn: expect.stringContaining(':vpc-endpoint/vpce-'),
    });
  });

  test('lives as an interface', async () => {
    const { served, make, vpcId, subnetId } = await serveVpc();
    const token2 = 'aws:ec2/subnet:Subnet';
    const availabilityZone = 'eu-central-1b';
    const second = await make(token2, { vpcId, cidrBlock: '10.0.2.0/24', availabilityZone });
    const group = await make('aws:ec2/securityGroup:SecurityGroup', { vpcId });
    await live(served, {
      token,
      inputs: {
        vpcId,
        serviceName: 'com.amazonaws.eu-central-1.ssm',
        vpcEndpointType: 'Interface',
        privateDnsEnabled: false,
        subnetIds: [subnetId],
        securityGroupIds: [group],
      },
      updates: [{ subnetIds: [second, subnetId] }, { subnetIds: [second], tags }],
      replacements: [{ vpcEndpointType: 'Gateway' }],
    });
  });
});

import { expect, test } from 'vitest';
import { ensureDefaultVpc } from './defaultVpc.ts';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

test('The default VPC has a public subnet in each zone and leads to the internet', async () => {
  const { ec2, context } = await serveNetworking();
  ensureDefaultVpc(context);
  const { Vpcs = [] } = await ec2.describeVpcs({});
  expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: '172.31.0.0/16' }]);
  const VpcId = Vpcs[0]?.VpcId ?? '';

  const { Subnets } = await ec2.describeSubnets({ Filters: [filter('default-for-az', 'true')] });
  expect(Subnets).toMatchObject([
    { AvailabilityZone: 'eu-central-1a', CidrBlock: '172.31.0.0/20', MapPublicIpOnLaunch: true },
    { AvailabilityZone: 'eu-central-1b', CidrBlock: '172.31.16.0/20', MapPublicIpOnLaunch: true },
    { AvailabilityZone: 'eu-central-1c', CidrBlock: '172.31.32.0/20', MapPublicIpOnLaunch: true },
  ]);

  const { InternetGateways = [] } = await ec2.describeInternetGateways({
    Filters: [filter('attachment.vpc-id', VpcId)],
  });
  const { RouteTables } = await ec2.describeRouteTables({ Filters: [filter('vpc-id', VpcId)] });
  expect(RouteTables).toMatchObject([
    {
      Associations: [{ Main: true }],
      Routes: [
        { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local' },
        {
          DestinationCidrBlock: '0.0.0.0/0',
          GatewayId: InternetGateways[0]?.InternetGatewayId,
          State: 'active',
        },
      ],
    },
  ]);
  const { EnableDnsHostnames } = await ec2.describeVpcAttribute({
    VpcId,
    Attribute: 'enableDnsHostnames',
  });
  expect(EnableDnsHostnames?.Value).toBe(true);
  expect(await ec2.describeAccountAttributes({ AttributeNames: ['default-vpc'] })).toMatchObject({
    AccountAttributes: [{ AttributeValues: [{ AttributeValue: VpcId }] }],
  });
});

test('It is made once, and can be made again when it was deleted', async () => {
  const { ec2, context } = await serveNetworking();
  ensureDefaultVpc(context);
  ensureDefaultVpc(context);
  const { Vpcs = [] } = await ec2.describeVpcs({});
  expect(Vpcs).toHaveLength(1);
  await expect(ec2.createDefaultVpc({})).rejects.toMatchObject({
    name: 'DefaultVpcAlreadyExists',
  });

  const VpcId = Vpcs[0]?.VpcId ?? '';
  const { InternetGateways = [] } = await ec2.describeInternetGateways({});
  const InternetGatewayId = InternetGateways[0]?.InternetGatewayId ?? '';
  await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
  const { Subnets = [] } = await ec2.describeSubnets({});
  for (const { SubnetId } of Subnets) await ec2.deleteSubnet({ SubnetId });
  await ec2.deleteVpc({ VpcId });

  const { Vpc } = await ec2.createDefaultVpc({});
  expect(Vpc).toMatchObject({ IsDefault: true, CidrBlock: '172.31.0.0/16' });
});

import { describe, expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const tags = { Name: 'rollover', stack: 'dev' };
const vpcInputs = { cidrBlock: '10.0.0.0/16', tags };

describe('Vpc', () => {
  test('lives', async () => {
    const served = await serveProviders();
    const { id, outputs } = await live(served, {
      token: 'aws:ec2/vpc:Vpc',
      inputs: { ...vpcInputs, enableDnsHostnames: true },
      updates: [
        { enableDnsHostnames: false, tags: { Name: 'other', more: '1' } },
        { enableDnsSupport: false, enableNetworkAddressUsageMetrics: true },
        { enableDnsSupport: undefined },
        { tags: undefined },
      ],
      replacements: [{ cidrBlock: '10.1.0.0/16' }, { instanceTenancy: 'dedicated' }],
    });
    expect(outputs).toMatchObject({
      arn: `arn:aws:ec2:eu-central-1:000000000000:vpc/${id}`,
      region: 'eu-central-1',
      ownerId: '000000000000',
      defaultNetworkAclId: expect.stringMatching(/^acl-/),
      mainRouteTableId: expect.stringMatching(/^rtb-/),
      defaultSecurityGroupId: expect.stringMatching(/^sg-/),
      enableDnsSupport: true,
      tagsAll: tags,
    });
  });
});

describe('Subnet', () => {
  test('lives', async () => {
    const served = await serveProviders();
    const vpcId = await served.make('aws:ec2/vpc:Vpc', vpcInputs);
    const { outputs } = await live(served, {
      token: 'aws:ec2/subnet:Subnet',
      inputs: {
        vpcId,
        cidrBlock: '10.0.1.0/24',
        availabilityZone: 'eu-central-1b',
        mapPublicIpOnLaunch: true,
        tags,
      },
      updates: [{ mapPublicIpOnLaunch: false }, { tags: { Name: 'other' } }],
      replacements: [{ cidrBlock: '10.0.2.0/24' }, { availabilityZone: 'eu-central-1a' }],
    });
    expect(outputs).toMatchObject({
      arn: expect.stringContaining(':subnet/subnet-'),
      availabilityZoneId: expect.stringMatching(/^euc1-az/),
    });
  });

  test('goes before its successor comes, if that takes its addresses', async () => {
    const { typeOf } = await serveProviders();
    const olds = { vpcId: 'vpc-1', cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-central-1a' };
    const { diff } = typeOf('aws:ec2/subnet:Subnet');
    expect(diff(olds, { ...olds, availabilityZone: 'eu-central-1b' })).toMatchObject({
      replacing: ['availabilityZone'],
      deleteBeforeReplace: true,
    });
    expect(diff(olds, { ...olds, cidrBlock: '10.0.2.0/24' }).deleteBeforeReplace).toBe(false);
  });
});

test('What an instance stands in is deleted once that is gone, and says whom it waits for', async () => {
  const { aws, make, typeOf, context, said } = await serveProviders();
  const vpcId = await make('aws:ec2/vpc:Vpc', { cidrBlock: '10.0.0.0/16' });
  const subnetId = await make('aws:ec2/subnet:Subnet', { vpcId, cidrBlock: '10.0.1.0/24' });
  const groupId = await make('aws:ec2/securityGroup:SecurityGroup', { vpcId });
  const { Images } = await aws.ec2.describeImages({ Owners: ['amazon'] });
  const { Instances } = await aws.ec2.runInstances({
    ImageId: Images?.[0]?.ImageId,
    InstanceType: Images?.[0]?.Architecture === 'arm64' ? 't4g.small' : 't3.small',
    SubnetId: subnetId,
    SecurityGroupIds: [groupId],
    MinCount: 1,
    MaxCount: 1,
  });
  const InstanceId = Instances?.[0]?.InstanceId ?? '';
  const deleting = Promise.all([
    typeOf('aws:ec2/subnet:Subnet').delete(subnetId, {}, context),
    typeOf('aws:ec2/securityGroup:SecurityGroup').delete(groupId, {}, context),
  ]);
  for (const id of [subnetId, groupId]) {
    const line = `Waiting for ${id} to be used by nothing: instance ${InstanceId}`;
    await expect.poll(() => said).toContain(line);
  }
  await aws.ec2.terminateInstances({ InstanceIds: [InstanceId] });
  await deleting;
});

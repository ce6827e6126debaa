import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';
import { zonesOf } from './zones.ts';

test.each([
  ['eu-central-1', 'euc1-az1'],
  ['us-east-1', 'use1-az1'],
  ['ap-southeast-2', 'apse2-az1'],
  ['ap-northeast-1', 'apne1-az1'],
  ['us-gov-west-1', 'usgw1-az1'],
])('The zones of %s begin with %s', (region, ZoneId) => {
  expect(zonesOf(region)[0]).toEqual({ ZoneName: `${region}a`, ZoneId });
});

describe('DescribeAvailabilityZones', () => {
  test('lists three, as the data source of Terraform asks for them', async () => {
    const { ec2 } = await serveNetworking();
    const { AvailabilityZones } = await ec2.describeAvailabilityZones({
      Filters: [filter('state', 'available'), filter('opt-in-status', 'opt-in-not-required')],
    });
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual([
      'eu-central-1a',
      'eu-central-1b',
      'eu-central-1c',
    ]);
    expect(AvailabilityZones?.[1]).toMatchObject({
      ZoneId: 'euc1-az2',
      RegionName: 'eu-central-1',
      ZoneType: 'availability-zone',
      NetworkBorderGroup: 'eu-central-1',
    });
  });

  test('finds one by name or id, and refuses what is none', async () => {
    const { ec2 } = await serveNetworking();
    for (const named of [{ ZoneNames: ['eu-central-1b'] }, { ZoneIds: ['euc1-az2'] }]) {
      const { AvailabilityZones } = await ec2.describeAvailabilityZones(named);
      expect(AvailabilityZones).toMatchObject([{ ZoneName: 'eu-central-1b' }]);
    }
    await expect(
      ec2.describeAvailabilityZones({ ZoneNames: ['eu-central-1z'] }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Invalid availability zone: [eu-central-1z]',
    });
  });
});

test('DescribeRegions knows this region, for which Packer checks', async () => {
  const { ec2 } = await serveNetworking();
  expect(await ec2.describeRegions({ RegionNames: ['eu-central-1'] })).toMatchObject({
    Regions: [{ RegionName: 'eu-central-1', OptInStatus: 'opt-in-not-required' }],
  });
  await expect(ec2.describeRegions({ RegionNames: ['mars-1'] })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});

test('DescribeAccountAttributes says that there is no EC2-Classic, nor a default VPC', async () => {
  const { ec2 } = await serveNetworking();
  const { AccountAttributes } = await ec2.describeAccountAttributes({
    AttributeNames: ['supported-platforms', 'default-vpc'],
  });
  expect(AccountAttributes).toEqual([
    { AttributeName: 'supported-platforms', AttributeValues: [{ AttributeValue: 'VPC' }] },
    { AttributeName: 'default-vpc', AttributeValues: [{ AttributeValue: 'none' }] },
  ]);
});

import type { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { serveComputing } from './testing/serveComputing.ts';

describe('DescribeInstances', () => {
  test('finds instances by what they are', async () => {
    const { ec2, run, ImageId } = await serveComputing();
    const id = await run({
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
    });
    await run({ InstanceType: 't3.small' }, 'stopped');
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [id] });
    const found = Reservations[0]?.Instances?.[0];
    const filters: [string, string | undefined][] = [
      ['instance-state-name', 'running'],
      ['instance-type', 't3.micro'],
      ['private-ip-address', found?.PrivateIpAddress],
      ['ip-address', found?.PublicIpAddress],
      ['private-dns-name', found?.PrivateDnsName],
      ['tag:Name', 'web'],
      ['tag-key', 'Name'],
    ];
    for (const [Name, value = ''] of filters) {
      const { Reservations: matching = [] } = await ec2.describeInstances({
        Filters: [
          { Name, Values: [value] },
          { Name: 'image-id', Values: [ImageId] },
        ],
      });
      const ids = matching
        .flatMap(({ Instances = [] }) => Instances)
        .map((each) => each.InstanceId);
      expect(ids, Name).toEqual([id]);
    }
    await expect(
      ec2.describeInstances({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('shows nothing of the region’s own', async () => {
    const { ec2, run } = await serveComputing();
    const id = await run();
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [id] });
    const text = JSON.stringify(Reservations);
    for (const own of ['hostAddress', 'attributes', 'reservation"', 'isRebootWanted']) {
      expect(text).not.toContain(own);
    }
  });

  test('hides the public address of an instance that is stopped', async () => {
    const { ec2, run } = await serveComputing();
    const id = await run({}, 'stopped');
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [id] });
    expect(Reservations[0]?.Instances?.[0]?.PublicIpAddress).toBeUndefined();
    expect(Reservations[0]?.Instances?.[0]?.PrivateIpAddress).toMatch(/^172\.31\./);
  });

  test('gives pages that together are the whole', async () => {
    const { ec2, run } = await serveComputing();
    const ids = [];
    for (let count = 0; count < 7; count++) ids.push(await run());
    const found = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.describeInstances({
        MaxResults: 5,
        ...(NextToken !== undefined && { NextToken }),
      });
      found.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found.map(({ InstanceId }) => InstanceId)).toEqual(ids);
  });
});

test('DescribeInstanceStatus tells of those that run, unless asked for all', async () => {
  const { ec2, run } = await serveComputing();
  const running = await run();
  const stopped = await run({}, 'stopped');
  const ids = async (IncludeAllInstances: boolean) => {
    const { InstanceStatuses = [] } = await ec2.describeInstanceStatus({ IncludeAllInstances });
    return InstanceStatuses.map(({ InstanceId, InstanceStatus }) => [
      InstanceId,
      InstanceStatus?.Status,
    ]);
  };
  expect(await ids(false)).toEqual([[running, 'ok']]);
  expect(await ids(true)).toEqual([
    [running, 'ok'],
    [stopped, 'not-applicable'],
  ]);
});

describe('An instance’s state', () => {
  const operations = {
    StartInstances: (ec2: EC2, InstanceIds: string[]) => ec2.startInstances({ InstanceIds }),
    StopInstances: (ec2: EC2, InstanceIds: string[]) => ec2.stopInstances({ InstanceIds }),
    RebootInstances: (ec2: EC2, InstanceIds: string[]) => ec2.rebootInstances({ InstanceIds }),
    TerminateInstances: (ec2: EC2, InstanceIds: string[]) =>
      ec2.terminateInstances({ InstanceIds }),
  };

  test.each([
    ['StopInstances', 'running', 'stopping'],
    ['StartInstances', 'stopped', 'pending'],
    ['TerminateInstances', 'running', 'shutting-down'],
  ] as const)('is changed at once by %s', async (operation, from, to) => {
    const { ec2, run } = await serveComputing();
    const id = await run({}, from);
    const answer = await operations[operation](ec2, [id]);
    expect(Object.values(answer)).toContainEqual([
      expect.objectContaining({
        InstanceId: id,
        PreviousState: expect.objectContaining({ Name: from }),
        CurrentState: expect.objectContaining({ Name: to }),
      }),
    ]);
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe(to);
  });

  test('is left where it cannot go', async () => {
    const { ec2, run } = await serveComputing();
    const id = await run();
    await ec2.terminateInstances({ InstanceIds: [id] });
    for (const operation of ['StartInstances', 'StopInstances', 'RebootInstances'] as const) {
      await expect(operations[operation](ec2, [id])).rejects.toMatchObject({
        name: 'IncorrectInstanceState',
      });
    }
    await ec2.terminateInstances({ InstanceIds: [id] });
  });

  test('is protected where it was asked for', async () => {
    const { ec2, run } = await serveComputing();
    const id = await run({ DisableApiTermination: true, DisableApiStop: true });
    const InstanceIds = [id];
    await expect(ec2.terminateInstances({ InstanceIds })).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    await expect(ec2.stopInstances({ InstanceIds })).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    await ec2.modifyInstanceAttribute({ InstanceId: id, DisableApiTermination: { Value: false } });
    await ec2.terminateInstances({ InstanceIds });
  });

  test('of several instances is changed for all or none', async () => {
    const { ec2, run } = await serveComputing();
    const id = await run();
    const InstanceIds = [id, 'i-0aaaaaaaaaaaaaaaa'];
    await expect(ec2.terminateInstances({ InstanceIds })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] });
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running');
  });
});

describe('An instance’s attributes', () => {
  test('are described one at a time', async () => {
    const { ec2, run } = await serveComputing();
    const UserData = Buffer.from('#cloud-config').toString('base64');
    const InstanceId = await run({ UserData, InstanceInitiatedShutdownBehavior: 'terminate' });
    expect(
      await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'userData' }),
    ).toMatchObject({ UserData: { Value: UserData } });
    expect(
      await ec2.describeInstanceAttribute({
        InstanceId,
        Attribute: 'instanceInitiatedShutdownBehavior',
      }),
    ).toMatchObject({ InstanceInitiatedShutdownBehavior: { Value: 'terminate' } });
  });

  test('that a machine is booted with are changed while it is stopped', async () => {
    const { ec2, run } = await serveComputing();
    const running = await run();
    const change = (InstanceId: string) =>
      ec2.modifyInstanceAttribute({ InstanceId, InstanceType: { Value: 't3.large' } });
    await expect(change(running)).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    const stopped = await run({}, 'stopped');
    await change(stopped);
    const { InstanceType } = await ec2.describeInstanceAttribute({
      InstanceId: stopped,
      Attribute: 'instanceType',
    });
    expect(InstanceType?.Value).toBe('t3.large');
  });

  test('take groups of the same VPC', async () => {
    const { ec2, run } = await serveComputing();
    const InstanceId = await run();
    const own = await ec2.createSecurityGroup({ GroupName: 'web', Description: 'web' });
    await ec2.modifyInstanceAttribute({ InstanceId, Groups: [own.GroupId ?? ''] });
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [InstanceId] });
    expect(Reservations?.[0]?.Instances?.[0]?.SecurityGroups).toEqual([
      { GroupId: own.GroupId, GroupName: 'web' },
    ]);
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
    const foreign = await ec2.createSecurityGroup({
      VpcId: Vpc?.VpcId,
      GroupName: 'web',
      Description: 'web',
    });
    await expect(
      ec2.modifyInstanceAttribute({ InstanceId, Groups: [foreign.GroupId ?? ''] }),
    ).rejects.toMatchObject({ name: 'InvalidParameter' });
  });

  test('of the metadata service are changed alone', async () => {
    const { ec2, run } = await serveComputing();
    const InstanceId = await run();
    const { InstanceMetadataOptions } = await ec2.modifyInstanceMetadataOptions({
      InstanceId,
      HttpTokens: 'required',
    });
    expect(InstanceMetadataOptions).toMatchObject({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: 'enabled',
    });
    await expect(
      ec2.modifyInstanceMetadataOptions({ InstanceId, HttpPutResponseHopLimit: 65 }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

import { expect, test } from 'vitest';
import { ec2Tables } from '../../store/ec2.ts';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };

test('Instances are shown with their group and by themselves', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance, LaunchTemplateId } =
    await serveGroups();
  await createGroup();
  putInstance('i-1', { LifecycleState: 'Pending', ProtectedFromScaleIn: true });
  const shown = {
    InstanceId: 'i-1',
    InstanceType: 't3.micro',
    AvailabilityZone: 'eu-central-1a',
    AvailabilityZoneId: expect.any(String),
    LifecycleState: 'Pending',
    HealthStatus: 'Healthy',
    LaunchTemplate: { LaunchTemplateId, LaunchTemplateName: 'web', Version: '1' },
    ProtectedFromScaleIn: true,
  };
  expect((await describeGroup()).Instances).toEqual([shown]);
  const { AutoScalingInstances } = await autoScaling.describeAutoScalingInstances({
    InstanceIds: ['i-1', 'i-2'],
  });
  expect(AutoScalingInstances).toEqual([{ ...shown, ...web, HealthStatus: 'HEALTHY' }]);
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
    IncludeInstances: false,
  });
  expect(AutoScalingGroups?.[0]?.Instances).toEqual([]);
});

test('TerminateInstanceInAutoScalingGroup begins an activity, with one less desired or not', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance, tables } = await serveGroups();
  await createGroup({ DesiredCapacity: 2 });
  putInstance('i-1');
  putInstance('i-2');
  const terminate = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
    autoScaling.terminateInstanceInAutoScalingGroup({ InstanceId, ShouldDecrementDesiredCapacity });
  const { Activity } = await terminate('i-1', true);
  expect(Activity).toMatchObject({
    ...web,
    Description: 'Terminating EC2 instance: i-1',
    Cause:
      'At 2026-01-01T00:00:00Z instance i-1 was taken out of service in response to a user request, shrinking the capacity from 2 to 1.',
    StatusCode: 'InProgress',
    Progress: 0,
  });
  expect((await describeGroup()).DesiredCapacity).toBe(1);
  expect(tables.instances.get('i-1')).toMatchObject({
    LifecycleState: 'Terminating',
    ActivityId: Activity?.ActivityId,
    cause: Activity?.Cause,
  });
  // Asked again, it says the same.
  expect((await terminate('i-1', true)).Activity).toEqual(Activity);
  await expect(terminate('i-2', true)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/will violate group's min size constraint/),
  });
  expect((await terminate('i-2', false)).Activity?.Cause).toBe(
    'At 2026-01-01T00:00:00Z instance i-2 was taken out of service in response to a user request.',
  );
  expect((await describeGroup()).DesiredCapacity).toBe(1);
  await expect(terminate('i-3', false)).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Instance Id not found - No managed instance found for instance ID: i-3',
  });
});

test('SetInstanceHealth respects the grace period unless told otherwise', async () => {
  const { autoScaling, createGroup, putInstance, tables, advance } = await serveGroups();
  await createGroup({ HealthCheckGracePeriod: 60 });
  putInstance('i-1');
  putInstance('i-2');
  const mark = (InstanceId: string, HealthStatus: string, ShouldRespectGracePeriod?: boolean) =>
    autoScaling.setInstanceHealth({ InstanceId, HealthStatus, ShouldRespectGracePeriod });
  const health = (id: string) => tables.instances.get(id)?.HealthStatus;
  await mark('i-1', 'Unhealthy');
  await mark('i-2', 'Unhealthy', false);
  expect([health('i-1'), health('i-2')]).toEqual(['Healthy', 'Unhealthy']);
  advance(60_000);
  await mark('i-1', 'Unhealthy');
  expect(tables.instances.get('i-1')).toMatchObject({
    HealthStatus: 'Unhealthy',
    cause: 'a user health-check',
  });
  await expect(mark('i-1', 'ill')).rejects.toMatchObject({ name: 'ValidationError' });
});

test('SetInstanceProtection protects members alone', async () => {
  const { autoScaling, createGroup, putInstance, tables } = await serveGroups();
  await createGroup();
  putInstance('i-1');
  const protect = (InstanceIds: string[], ProtectedFromScaleIn: boolean) =>
    autoScaling.setInstanceProtection({ ...web, InstanceIds, ProtectedFromScaleIn });
  await protect(['i-1'], true);
  expect(tables.instances.get('i-1')?.ProtectedFromScaleIn).toBe(true);
  await expect(protect(['i-1', 'i-2'], false)).rejects.toMatchObject({
    message: 'The instance i-2 is not part of Auto Scaling group web.',
  });
  expect(tables.instances.get('i-1')?.ProtectedFromScaleIn).toBe(true);
});

test('Instances go into standby and come back', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance, tables } = await serveGroups();
  await createGroup({ DesiredCapacity: 2 });
  putInstance('i-1');
  putInstance('i-2');
  const { Activities } = await autoScaling.enterStandby({
    ...web,
    InstanceIds: ['i-1'],
    ShouldDecrementDesiredCapacity: true,
  });
  expect(Activities).toMatchObject([
    {
      Description: 'Moving EC2 instance to Standby: i-1',
      Cause:
        'At 2026-01-01T00:00:00Z instance i-1 was moved to standby in response to a user request, shrinking the capacity from 2 to 1.',
      StatusCode: 'InProgress',
      Progress: 50,
    },
  ]);
  expect(tables.instances.get('i-1')?.LifecycleState).toBe('EnteringStandby');
  expect((await describeGroup()).DesiredCapacity).toBe(1);
  const exit = () => autoScaling.exitStandby({ ...web, InstanceIds: ['i-1'] });
  await expect(exit()).rejects.toMatchObject({
    message: 'The instance i-1 is not in Standby, but in EnteringStandby.',
  });
  putInstance('i-1', { LifecycleState: 'Standby' });
  expect((await exit()).Activities).toMatchObject([{ StatusCode: 'PreInService', Progress: 30 }]);
  expect(tables.instances.get('i-1')?.LifecycleState).toBe('Pending');
  expect((await describeGroup()).DesiredCapacity).toBe(2);
});

test('Instances are detached, with what is desired or without', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance, tables } = await serveGroups();
  await createGroup({ DesiredCapacity: 2 });
  putInstance('i-1');
  putInstance('i-2', { LifecycleState: 'Standby' });
  const detach = (InstanceIds: string[], ShouldDecrementDesiredCapacity: boolean) =>
    autoScaling.detachInstances({ ...web, InstanceIds, ShouldDecrementDesiredCapacity });
  await detach(['i-2'], true);
  expect((await describeGroup()).DesiredCapacity).toBe(2);
  const { Activities } = await detach(['i-1'], true);
  expect(Activities?.[0]).toMatchObject({ Description: 'Detaching EC2 instance: i-1' });
  expect((await describeGroup()).DesiredCapacity).toBe(1);
  expect(tables.instances.list().map(({ LifecycleState }) => LifecycleState)).toEqual([
    'Detaching',
    'Detaching',
  ]);
});

test('A running instance of the same zones is attached', async () => {
  const served = await serveGroups();
  const { autoScaling, createGroup, describeGroup, ec2, store, subnetIds } = served;
  const { instances, images } = ec2Tables(store);
  images.put('ami-0123456789abcdef0', {
    ImageId: 'ami-0123456789abcdef0',
    Name: 'image',
    State: 'available',
    Architecture: 'x86_64',
    OwnerId: '000000000000',
    layers: ['base'],
  });
  await createGroup({ MinSize: 0, MaxSize: 1 });
  const launch = { MinCount: 1, MaxCount: 1, SubnetId: subnetIds[0] };
  const { Instances = [] } = await ec2.runInstances({
    ...launch,
    LaunchTemplate: { LaunchTemplateName: 'web' },
  });
  const InstanceIds = Instances.map(({ InstanceId = '' }) => InstanceId);
  const attach = () => autoScaling.attachInstances({ ...web, InstanceIds });
  await expect(attach()).rejects.toMatchObject({
    message: expect.stringMatching(/is not in correct state: running/),
  });
  for (const row of instances.list()) {
    instances.put(row.InstanceId, { ...row, State: { Code: 16, Name: 'running' } });
  }
  await attach();
  expect(await describeGroup()).toMatchObject({
    DesiredCapacity: 1,
    Instances: [{ InstanceId: InstanceIds[0], LifecycleState: 'Pending' }],
  });
  const groups = async () => {
    const Filters = [{ Name: 'tag:aws:autoscaling:groupName', Values: ['web'] }];
    return (await ec2.describeInstances({ Filters })).Reservations?.length;
  };
  expect(await groups()).toBe(1);
  await expect(attach()).rejects.toMatchObject({
    message: 'New desired capacity 2 is above max value 1 for the AutoScalingGroup.',
  });
  served.putInstance(InstanceIds[0] ?? '');
  await autoScaling.detachInstances({
    ...web,
    InstanceIds,
    ShouldDecrementDesiredCapacity: true,
  });
  expect(await groups()).toBe(0);
});

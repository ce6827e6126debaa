// Auto Scaling as the AWS CLI sees it.

import { expect, test } from 'vitest';
import { awsCli } from '../../testing/awsCli.ts';
import { serveGroups } from './testing/serveGroups.ts';

async function serveCli() {
  const served = await serveGroups();
  const cli = awsCli(served);
  return { ...served, aws: (command: string) => cli('autoscaling', ...command.split(' ')) };
}

test('A group is made, changed, looked at and deleted', async () => {
  const { aws, subnetIds, putInstance, tables } = await serveCli();
  await aws(
    `create-auto-scaling-group --auto-scaling-group-name web --launch-template LaunchTemplateName=web,Version=$Latest --min-size 1 --max-size 4 --vpc-zone-identifier ${subnetIds.join(',')} --tags Key=Name,Value=web,PropagateAtLaunch=true`,
  );
  putInstance('i-0123456789abcdef0');
  await aws('set-desired-capacity --auto-scaling-group-name web --desired-capacity 2');
  expect(
    await aws('describe-auto-scaling-groups --filters Name=tag:Name,Values=web'),
  ).toMatchObject({
    AutoScalingGroups: [
      {
        DesiredCapacity: 2,
        LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
        Instances: [{ InstanceId: 'i-0123456789abcdef0', LifecycleState: 'InService' }],
        Tags: [{ Key: 'Name', PropagateAtLaunch: true }],
      },
    ],
  });
  expect(
    await aws(
      'terminate-instance-in-auto-scaling-group --instance-id i-0123456789abcdef0 --should-decrement-desired-capacity',
    ),
  ).toMatchObject({ Activity: { StatusCode: 'InProgress' } });
  await expect(aws('delete-auto-scaling-group --auto-scaling-group-name web')).rejects.toThrow(
    'An error occurred (ResourceInUse) when calling the DeleteAutoScalingGroup operation: You cannot delete',
  );
  await aws('delete-auto-scaling-group --auto-scaling-group-name web --force-delete');
  expect(tables.groups.get('web')?.Status).toBe('Delete in progress');
});

test('Policies and schedules are put and shown', async () => {
  const { aws, createGroup } = await serveCli();
  await createGroup();
  const group = '--auto-scaling-group-name web';
  const tracking =
    '{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"},"TargetValue":50}';
  expect(
    await aws(
      `put-scaling-policy ${group} --policy-name cpu --policy-type TargetTrackingScaling --target-tracking-configuration ${tracking}`,
    ),
  ).toMatchObject({ Alarms: [{}, {}] });
  expect(await aws(`describe-policies ${group}`)).toMatchObject({
    ScalingPolicies: [{ PolicyName: 'cpu', TargetTrackingConfiguration: { TargetValue: 50 } }],
  });
  await aws(
    `put-scheduled-update-group-action ${group} --scheduled-action-name night --start-time 2026-01-02T00:00:00Z --desired-capacity 1`,
  );
  expect(await aws(`describe-scheduled-actions ${group}`)).toMatchObject({
    ScheduledUpdateGroupActions: [{ ScheduledActionName: 'night', DesiredCapacity: 1 }],
  });
});

import { expect, test } from 'vitest';
import type { GroupInstanceRow } from '../../store/autoScaling.ts';
import { choosePlaces, chooseVictims } from './placement.ts';

const hour = 3_600_000;

function member(id: number, zone: string, hours: number, version = '1', template = 'lt-1') {
  const at = new Date((100 - hours) * hour);
  const row: GroupInstanceRow = {
    AutoScalingGroupName: 'web',
    InstanceId: `i-${id}`,
    InstanceType: 't3.micro',
    AvailabilityZone: zone,
    SubnetId: `subnet-${zone}`,
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
    LaunchTemplate: { LaunchTemplateId: template, LaunchTemplateName: template, Version: version },
    launchedAt: at,
    since: at,
  };
  return row;
}

test('Launches go to the zone with fewest, and there to the emptiest subnet', () => {
  const places = ['a1', 'a2', 'b1'].map((subnet) => ({
    SubnetId: `subnet-${subnet}`,
    AvailabilityZone: subnet.charAt(0),
  }));
  const chosen = choosePlaces(places, [], 5).map(({ SubnetId }) => SubnetId);
  expect(chosen).toEqual(['subnet-a1', 'subnet-b1', 'subnet-a2', 'subnet-b1', 'subnet-a1']);
});

test.each([
  // Another template, then the oldest version, then whoever began an hour the longest ago.
  [['Default'], ['i-4', 'i-3', 'i-2', 'i-1']],
  [['OldestInstance'], ['i-1', 'i-2', 'i-3', 'i-4']],
  [['NewestInstance'], ['i-4', 'i-3', 'i-2', 'i-1']],
  [['ClosestToNextInstanceHour'], ['i-2', 'i-4', 'i-1', 'i-3']],
  [
    ['OldestLaunchConfiguration', 'OldestInstance'],
    ['i-1', 'i-2', 'i-3', 'i-4'],
  ],
])('%j terminates %j', (TerminationPolicies, expected) => {
  const members = [
    member(1, 'a', 9.2, '3'),
    member(2, 'a', 8.9, '3'),
    member(3, 'a', 7.1, '2'),
    member(4, 'a', 6.5, '9', 'lt-2'),
  ];
  const group = { TerminationPolicies, LaunchTemplate: { LaunchTemplateId: 'lt-1' } };
  const chosen = chooseVictims(members, members, group, 4, 100 * hour);
  expect(chosen.map(({ InstanceId }) => InstanceId)).toEqual(expected);
});

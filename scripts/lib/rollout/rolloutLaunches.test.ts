import type { Activity } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { isFailingFast, readLaunches } from './rolloutLaunches.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const since = at(10);

function activity(Description: string, second: number, more: Partial<Activity> = {}): Activity {
  return {
    ActivityId: `${Description} ${second}`,
    AutoScalingGroupName: 'rollover-1',
    Description,
    Cause: '',
    StartTime: at(second),
    StatusCode: 'Successful',
    ...more,
  };
}
const launch = (id: string, second: number) =>
  activity(`Launching a new EC2 instance: ${id}`, second);
const end = (id: string, second: number, Cause: string) =>
  activity(`Terminating EC2 instance: ${id}`, second, { Cause });

const causedBy = {
  elb: 'At 2026-01-01T00:00:20Z an instance was taken out of service in response to an ELB system health check failure.',
  ec2: 'At 2026-01-01T00:00:20Z an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
  status:
    'At 2026-01-01T00:00:20Z an instance was taken out of service in response to an EC2 instance status checks failure.',
  user: 'At 2026-01-01T00:00:20Z an instance was taken out of service in response to a user health-check.',
} as const;

describe('What a refresh has launched', () => {
  test.each(Object.entries(causedBy))(
    'failed if it was replaced for its health: %s',
    (_, cause) => {
      const activities = [end('i-1', 20, cause), launch('i-2', 12), launch('i-1', 11)];
      const { launchedIds, failures } = readLaunches(activities, { since });
      expect(launchedIds.toSorted()).toEqual(['i-1', 'i-2']);
      expect(failures).toEqual([
        { id: 'Terminating EC2 instance: i-1 20', instanceId: 'i-1', cause },
      ]);
    },
  );

  test('did not fail if it went for another reason', () => {
    const cause = 'in response to a difference between desired and actual capacity, shrinking';
    const activities = [end('i-1', 20, cause), launch('i-1', 11)];
    expect(readLaunches(activities, { since }).failures).toEqual([]);
  });

  test('is not what was launched before it, or in its rollback', () => {
    const activities = [
      end('i-3', 50, causedBy.elb),
      launch('i-3', 41),
      end('i-1', 30, causedBy.elb),
      launch('i-2', 20),
      launch('i-1', 9),
    ];
    expect(readLaunches(activities, { since, until: at(40) })).toEqual({
      launchedIds: ['i-2'],
      failures: [],
    });
  });

  test('failed where AWS could not launch it, unless a zone had no more of its type', () => {
    const StatusMessage = "The image id '[ami-9]' does not exist. Launching EC2 instance failed.";
    const scarce =
      'We currently do not have sufficient t4g.small capacity (Service: EC2; InsufficientInstanceCapacity).';
    const start = 'Launching a new EC2 instance';
    const { failures } = readLaunches(
      [
        activity(start, 12, { StatusCode: 'Failed', StatusMessage: scarce }),
        activity(start, 11, { StatusCode: 'Failed', StatusMessage }),
      ],
      { since },
    );
    expect(failures).toEqual([{ id: `${start} 11`, instanceId: undefined, cause: StatusMessage }]);
  });
});

test.each([
  { failures: 0, healthy: 0, isFailing: false },
  { failures: 1, healthy: 0, isFailing: false },
  { failures: 2, healthy: 0, isFailing: true },
  { failures: 2, healthy: 2, isFailing: true },
  { failures: 2, healthy: 3, isFailing: false },
  { failures: 5, healthy: 40, isFailing: false },
])('$failures failures beside $healthy healthy: $isFailing', ({ failures, healthy, isFailing }) => {
  expect(isFailingFast(failures, healthy)).toBe(isFailing);
});

// The alarms of a stack: those of the program that watch this fleet or its load balancer. Their names say no stack,
// their dimensions do.

import { type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../rollout/rolloutAlarms.ts';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import type { StackFleet } from '../stackFleet.ts';

/** As infra/alarms.ts calls them all. */
const AlarmNamePrefix = 'rollover-';
const order = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** Those in ALARM first. */
export async function readStackAlarms(
  { cloudWatch }: Pick<RolloutClients, 'cloudWatch'>,
  fleet: Pick<StackFleet, 'autoScalingGroupName' | 'dimensions'>,
): Promise<readonly AlarmState[]> {
  const alarms: AlarmState[] = [];
  for await (const page of paginateDescribeAlarms({ client: cloudWatch }, { AlarmNamePrefix })) {
    for (const alarm of page.MetricAlarms ?? []) {
      const { AlarmName = '', StateValue = '', StateReason = '' } = alarm;
      if (isOf(alarm, fleet))
        alarms.push({ name: AlarmName, state: StateValue, reason: StateReason });
    }
  }
  const rank = ({ state }: AlarmState) => order.indexOf(state);
  return alarms.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function isOf(
  { Dimensions = [] }: MetricAlarm,
  { autoScalingGroupName, dimensions }: Pick<StackFleet, 'autoScalingGroupName' | 'dimensions'>,
): boolean {
  return Dimensions.some(
    ({ Name, Value }) =>
      (Name === 'AutoScalingGroupName' && Value === autoScalingGroupName) ||
      (Name === 'LoadBalancer' && Value === dimensions.LoadBalancer),
  );
}

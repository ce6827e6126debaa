// The alarms that guard a rollout.

import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { RolloutContext } from './rolloutContext.ts';

export type AlarmState = {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
};

/** Those that exist. */
export async function readAlarms(
  { clients }: Pick<RolloutContext, 'clients'>,
  names: readonly string[],
): Promise<readonly AlarmState[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await clients.cloudWatch.send(
    new DescribeAlarmsCommand({
      AlarmNames: [...names],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    }),
  );
  return [...MetricAlarms, ...CompositeAlarms].map(
    ({ AlarmName = '', StateValue = '', StateReason = '' }) => ({
      name: AlarmName,
      state: StateValue,
      reason: StateReason,
    }),
  );
}

export type Guards = {
  /** Names of those that undo the rollout. */
  readonly used: readonly string[];
  /** In words, for each that does not. */
  readonly leftOut: readonly string[];
};

/** An alarm that fires already would undo the fix for what it fires for. */
export function chooseGuards(names: readonly string[], alarms: readonly AlarmState[]): Guards {
  const stateOf = new Map(alarms.map(({ name, state }) => [name, state]));
  const isUsed = (name: string) => stateOf.has(name) && stateOf.get(name) !== 'ALARM';
  return {
    used: names.filter(isUsed),
    leftOut: names
      .filter((name) => !isUsed(name))
      .map((name) =>
        stateOf.has(name)
          ? `The alarm ${name} fires already: it does not guard this rollout`
          : `The alarm ${name} is not there: it does not guard this rollout`,
      ),
  };
}

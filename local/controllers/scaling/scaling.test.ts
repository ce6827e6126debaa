// The controller over records in a store, minute by minute.

import { expect, onTestFinished, test } from 'vitest';
import { autoScalingTables } from '../../store/autoScaling.ts';
import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { minuteMilliseconds, putData } from '../../store/datapoints.ts';
import { summaryOf } from '../../store/metricValues.ts';
import { openStore } from '../../store/store.ts';
import { reconcileScaling } from './scaling.ts';
import {
  alarmRow,
  groupRow,
  member,
  now,
  scheduledAction,
  secondsAgo,
  trackingPolicy,
} from './testing/scalingViews.ts';

function start(timeScale = 1) {
  const store = openStore(':memory:');
  onTestFinished(() => store.close());
  const tables = autoScalingTables(store);
  const { alarms } = cloudWatchTables(store);
  const metric = {
    Namespace: 'AWS/EC2',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
  };
  const policy = trackingPolicy(50, { PolicyName: 'cpu' });
  const alarm = { ...alarmRow(policy, 50, 'GreaterThanThreshold'), ...metric };
  tables.groups.put('web', groupRow({ MaxSize: 100, DesiredCapacity: 1, DefaultCooldown: 0 }));
  tables.instances.put('i-1', member(3600));
  tables.policies.put(policy.PolicyARN, policy);
  alarms.put('high', { ...alarm, Statistic: 'Average' as const, Period: 60 });
  const told: string[] = [];
  return {
    tables,
    alarms,
    told,
    /** Puts the average of two figures for the minute that ends so many of its lengths from now. */
    put(value: number, minutes: number) {
      const minute = minuteMilliseconds(timeScale);
      const at = new Date(now.getTime() + (minutes - 1) * minute);
      const Unit = 'Percent';
      putData(store, minute, [{ ...metric, at, Unit, ...summaryOf([value - 1, value + 1]) }]);
    },
    look(seconds: number) {
      reconcileScaling({
        store,
        now: secondsAgo(-seconds),
        timeScale,
        log: ({ cause }) => void told.push(cause),
      });
      return tables.groups.get('web')?.DesiredCapacity;
    },
  };
}

test('Scales while the alarm lasts, once a minute of the metric', () => {
  const { put, look, told } = start();
  expect(look(0)).toBe(1);
  put(120, 0);
  expect(look(1)).toBe(3);
  expect(look(30)).toBe(3);
  // The minute under way is not whole yet.
  put(400, 1);
  expect(look(59)).toBe(3);
  expect(look(60)).toBe(8);
  expect(told).toHaveLength(2);
});

test('The minute is as short as the time scale makes it', () => {
  const { put, look } = start(60);
  put(120, 0);
  expect(look(0.5)).toBe(3);
  put(400, 1);
  expect(look(1)).toBe(8);
});

test('A figure that is too old, or an alarm that is off or not in ALARM, changes nothing', () => {
  const { put, look, alarms } = start();
  put(120, 0);
  const alarm = alarms.get('high');
  if (!alarm) throw new Error('There is no alarm');
  for (const changes of [{ ActionsEnabled: false }, { StateValue: 'INSUFFICIENT_DATA' }] as const) {
    alarms.put('high', { ...alarm, ...changes });
    expect(look(1)).toBe(1);
  }
  alarms.put('high', alarm);
  expect(look(180)).toBe(1);
  expect(look(179)).toBe(3);
});

test('A scheduled action that has run is gone, a recurring one waits for its next time', () => {
  const { look, tables } = start();
  const put = (name: string, changes: Parameters<typeof scheduledAction>[0]) =>
    tables.scheduledActions.put(
      `web ${name}`,
      scheduledAction({ ScheduledActionName: name, ...changes }),
    );
  put('once', { StartTime: now, DesiredCapacity: 5 });
  put('hourly', { StartTime: now, MinSize: 2, Recurrence: '0 * * * *' });
  expect(look(-1)).toBe(1);
  expect(look(0)).toBe(5);
  expect(tables.scheduledActions.list()).toMatchObject([
    { ScheduledActionName: 'hourly', StartTime: new Date('2026-01-01T02:00:00Z') },
  ]);
  expect(tables.groups.get('web')).toMatchObject({ MinSize: 2 });
});

// CloudWatch at work: measures the region, and evaluates the alarms once a minute of it.

import { evaluateAlarms } from './controllers/alarms/alarms.ts';
import type { UsageSample } from './controllers/metrics/instances.ts';
import {
  collectGroups,
  collectInstances,
  collectRequests,
  collectTargets,
  forgetOld,
  type MetricsControllerOptions,
} from './controllers/metrics/metrics.ts';
import type { RegionLog } from './log.ts';
import { minuteMilliseconds, minuteOf } from './store/datapoints.ts';
import { startTicks, type Ticks } from './ticks.ts';

export type MonitoringOptions = Omit<MetricsControllerOptions, 'minute'> & {
  /** See RegionSettings. */
  readonly timeScale: number;
  readonly log: RegionLog;
};

const samplesPerMinute = 4;
/** It looks through all figures. */
const forgetEveryMinutes = 60;

export function startMonitoring({ timeScale, log, ...parts }: MonitoringOptions): Ticks {
  const minute = minuteMilliseconds(timeScale);
  const options = { ...parts, minute };
  const { store, now } = options;
  let lastMinute: number | undefined;
  let lastForgotten = 0;
  let usage: UsageSample | undefined;

  async function look(): Promise<void> {
    const current = minuteOf(now(), minute);
    await guarded('Counting requests', () => collectRequests(options));
    if (current !== lastMinute) {
      lastMinute = current;
      await guarded('Measuring instances', async () => {
        usage = await collectInstances(options, usage);
      });
      // Once all is in that the last minute brought.
      await guarded('Evaluating alarms', () =>
        evaluateAlarms({
          ...{ store, minute, now: now() },
          log: ({ AlarmName, ...fields }) => log.info(`${AlarmName} is ${fields.state}`, fields),
        }),
      );
      await guarded('Counting members of groups', () => collectGroups(options));
      if (current - lastForgotten >= forgetEveryMinutes * minute) {
        lastForgotten = current;
        await guarded('Forgetting old figures', () => forgetOld(options));
      }
    }
    await guarded('Counting targets', () => collectTargets(options));
  }

  /** One that fails leaves the others to be done. */
  async function guarded(what: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error(`${what} failed; it is tried again`, error);
    }
  }

  return startTicks(now, minute / samplesPerMinute, look, (error) =>
    log.error('Monitoring failed; it goes on', error),
  );
}

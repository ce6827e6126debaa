// Measures the region: requests and targets several times a minute, instances and groups once in one.

import type { LoadBalancerDriver } from '../../drivers/loadBalancers.ts';
import type { MachineDriver } from '../../drivers/machines.ts';
import { forgetOldDatapoints, minuteOf, oldestKept, putData } from '../../store/datapoints.ts';
import type { Store } from '../../store/store.ts';
import { groupData } from './groups.ts';
import { instanceData, sampleUsage, type UsageSample } from './instances.ts';
import { requestData } from './requests.ts';
import { servingTargets, targetData } from './targets.ts';

export type MetricsControllerOptions = {
  readonly store: Store;
  readonly machines: Pick<MachineDriver, 'usage'>;
  readonly loadBalancers: Pick<LoadBalancerDriver, 'takeAccessRecords'>;
  readonly now: () => Date;
  /** Milliseconds of the region's minute. */
  readonly minute: number;
  readonly vCpusOf: (InstanceType: string) => number;
};

/** Attributed to the minutes in which they happened, also while no region ran. */
export async function collectRequests(options: MetricsControllerOptions): Promise<void> {
  const { store, loadBalancers, minute, now } = options;
  const records = await loadBalancers.takeAccessRecords();
  const oldest = oldestKept(now(), minute);
  const kept = records.filter(({ at }) => at.getTime() >= oldest);
  const targets = new Map<string, number>();
  const targetsOf = (TargetGroupArn: string) => {
    const count = targets.get(TargetGroupArn) ?? servingTargets(store, TargetGroupArn);
    targets.set(TargetGroupArn, count);
    return count;
  };
  store.transaction(() => putData(store, minute, requestData(kept, minute, targetsOf)));
}

export function collectTargets({ store, minute, now }: MetricsControllerOptions): void {
  store.transaction(() => putData(store, minute, targetData(store, now())));
}

export function collectGroups({ store, minute, now }: MetricsControllerOptions): void {
  store.transaction(() => putData(store, minute, groupData(store, now())));
}

/**
 * Of the minute that is over.
 *
 * @param before the sample at its beginning; one that is older tells of another time
 * @returns the sample to begin the next with
 */
export async function collectInstances(
  options: MetricsControllerOptions,
  before: UsageSample | undefined,
): Promise<UsageSample> {
  const { store, machines, minute, now, vCpusOf } = options;
  const sample = await sampleUsage(store, machines, now);
  const isRecent = before && sample.at.getTime() - before.at.getTime() < 1.5 * minute;
  const at = new Date(minuteOf(sample.at, minute) - minute);
  const data = instanceData(store, isRecent ? before : undefined, sample, at, vCpusOf);
  store.transaction(() => putData(store, minute, data));
  return sample;
}

export function forgetOld({ store, minute, now }: MetricsControllerOptions): void {
  forgetOldDatapoints(store, now(), minute);
}

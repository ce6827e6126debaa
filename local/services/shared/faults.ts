// The faults that meet callers: calls that fail, launches that are refused.

import { type FaultRow, faults } from '../../store/faults.ts';
import type { Store } from '../../store/store.ts';
import { AwsError } from '../../wire/awsError.ts';
import { wildcard } from './filters.ts';

type Of<Kind> = FaultRow & { readonly kind: Kind };

/**
 * The error that a call is to end with, if a fault says so; one that is counted has been met once more.
 *
 * @param operation such as `autoscaling.StartInstanceRefresh`
 */
export function callFault(store: Store, operation: string, now: Date): AwsError | undefined {
  const row = active(store, 'fail-calls', now).find((each) => wildcard(each.operation)(operation));
  if (!row) return undefined;
  const { times } = row;
  if (times !== undefined) {
    // One that has been met often enough ends.
    const left = times - 1;
    faults(store).put(row.id, { ...row, times: left, ...(left === 0 && { until: now }) });
  }
  return new AwsError(row.code, `A fault of the local region: ${operation}`, row.status);
}

/** The error that a launch in this zone is to end with, if a fault says so. */
export function launchFault(
  store: Store,
  InstanceType: string,
  AvailabilityZone: string,
  now: Date,
): AwsError | undefined {
  const row = active(store, 'refuse-launches', now).find(
    (each) => (each.AvailabilityZone ?? AvailabilityZone) === AvailabilityZone,
  );
  return (
    row &&
    new AwsError(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${InstanceType} capacity in the Availability Zone you requested (${AvailabilityZone}). ` +
        'Our system will be working on provisioning additional capacity.',
      500,
    )
  );
}

function active<Kind extends FaultRow['kind']>(store: Store, kind: Kind, now: Date): Of<Kind>[] {
  return faults(store)
    .list()
    .filter((row): row is Of<Kind> => row.kind === kind && row.until > now);
}

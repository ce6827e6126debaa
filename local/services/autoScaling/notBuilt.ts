// What AWS has and the local region has not: said loudly, rather than ignored.

import { AwsError } from '../../wire/awsError.ts';

/** @param what such as `CreateAutoScalingGroup with MixedInstancesPolicy` */
export function notBuilt(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `autoscaling.${what} is not built in the local region`,
    501,
  );
}

/**
 * @param unbuilt members that mean what is not built, wherever they are there
 * @throws AwsError `NotImplemented` for the first of them
 */
export function refuseUnbuilt(operation: string, input: object, unbuilt: readonly string[]): void {
  const found = Object.entries(input).find(
    ([name, value]) => unbuilt.includes(name) && !isNothing(value),
  );
  if (found) throw notBuilt(`${operation} with ${found[0]}`);
}

/** Clients send what they have not set as well. */
function isNothing(value: unknown): boolean {
  return !value || (Array.isArray(value) && value.length === 0);
}

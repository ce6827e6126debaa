// What the operations on groups, streams and events share: finding a group, and how they refuse.

import { type LogGroupRow, logGroups } from '../../store/logs.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';

/** @throws AwsError ResourceNotFoundException */
export function requireGroup(store: Context['store'], name: string | undefined): LogGroupRow {
  const row = logGroups(store).get(name ?? '');
  if (row) return row;
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

/**
 * The group of a request that names it in one of two ways.
 *
 * @param identifier a name or an ARN
 */
export function identifiedGroup(
  store: Context['store'],
  request: {
    readonly logGroupName?: string | undefined;
    readonly logGroupIdentifier?: string | undefined;
  },
): LogGroupRow {
  const { logGroupName, logGroupIdentifier } = request;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalid('Exactly one of logGroupName and logGroupIdentifier must be specified');
  }
  return requireGroup(store, logGroupName ?? groupNameOf(logGroupIdentifier));
}

/** Of a group's ARN, with or without `:*` behind it. */
export function groupNameOf(arn = ''): string {
  return arn.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? '';
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** As AWS words a value that breaks a constraint. */
export function failsConstraint(value: string, path: string, constraint: string): AwsError {
  return invalid(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/** @throws AwsError for a limit that is not from 1 to `max` */
export function checkLimit(limit: number | undefined, max: number): number {
  if (limit === undefined) return max;
  if (limit < 1)
    throw failsConstraint(String(limit), 'limit', 'have value greater than or equal to 1');
  if (limit > max)
    throw failsConstraint(String(limit), 'limit', `have value less than or equal to ${max}`);
  return limit;
}

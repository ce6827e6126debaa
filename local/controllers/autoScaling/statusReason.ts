// What an instance refresh says that it waits for, in AWS's manner.

import type { InstanceRefreshRow } from '../../store/autoScaling.ts';
import type { Census } from './census.ts';
import type { GroupView } from './view.ts';

export function statusReason(
  { group }: GroupView,
  row: InstanceRefreshRow,
  census: Census,
): string | undefined {
  const { blocked, blockedStandby, terminating, serving, idle, unhealthy } = census;
  if (row.pausedUntil !== undefined) {
    return `Waiting at a checkpoint until ${row.pausedUntil.toISOString()} before continuing.`;
  }
  if (group.launchFailures) {
    return 'Waiting for instances to launch. See the scaling activities of the group for the reason that they do not.';
  }
  const sick = unhealthy[0];
  if (sick) {
    return `Waiting for unhealthy instances to be replaced. For example: ${sick.InstanceId} is unhealthy.`;
  }
  const awaited = census.awaited[0];
  if (awaited) {
    const what = awaited.inServiceAt ? 'warm up' : 'launch';
    const state = awaited.inServiceAt ? 'warming up' : 'launching';
    return `Waiting for instances to ${what} before continuing. For example: ${awaited.InstanceId} is ${state}.`;
  }
  if (serving.length + idle.length > 0) return undefined;
  const protectedOne = blocked[0];
  if (protectedOne) {
    return (
      'Waiting for remaining instances to be available. ' +
      `For example: ${protectedOne.InstanceId} is protected from scale in.`
    );
  }
  const standby = blockedStandby[0];
  if (standby) {
    return (
      'Waiting for remaining instances to be available. ' +
      `For example: ${standby.InstanceId} is in Standby.`
    );
  }
  return terminating
    ? `Waiting for instances to terminate before continuing. For example: ${terminating.InstanceId} is terminating.`
    : undefined;
}

// Why a rollout failed, in words.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { Evidence } from './rolloutEvidence.ts';

/** So many failures are told; the others are counted. */
const maxFailures = 3;

/** Lines, the most telling first. */
export function diagnose(refresh: InstanceRefresh, evidence: Evidence): readonly string[] {
  const { StatusReason, RollbackDetails } = refresh;
  const { RollbackReason, PercentageCompleteOnRollback } = RollbackDetails ?? {};
  const { failures, unhealthy, lastWords, alarms } = evidence;
  const told = [...failures.values()].slice(0, maxFailures);
  const untold = failures.size - told.length;
  return [
    ...(StatusReason ? [`Auto Scaling: ${StatusReason}`] : []),
    ...(RollbackReason
      ? [`Rolled back at ${PercentageCompleteOnRollback ?? 0} %: ${RollbackReason}`]
      : []),
    ...[...alarms.values()].map(({ name, reason }) => `Alarm ${name}: ${reason}`),
    ...told.map(({ instanceId = 'No instance', cause }) => `${instanceId}: ${cause}`),
    ...(untold > 0 ? [`… and ${untold} more like these`] : []),
    ...[...unhealthy].map(([id, reason]) => `${id} was unhealthy: ${reason}`),
    ...[...lastWords].flatMap(([id, { source, lines }]) => [
      `${id}, out of its ${source}:`,
      ...lines.map((line) => `    ${line}`),
    ]),
  ];
}

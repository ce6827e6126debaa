// The processes of a group, which callers may suspend, and the metrics that it may collect.

import type { GroupRow } from '../../store/autoScaling.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { groupNamed, putGroup } from './groups.ts';
import type { AutoScalingOperations } from './service.ts';

const processes = [
  'AZRebalance',
  'AddToLoadBalancer',
  'AlarmNotification',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
];
const metrics = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupStandbyInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
  'GroupInServiceCapacity',
  'GroupPendingCapacity',
  'GroupStandbyCapacity',
  'GroupTerminatingCapacity',
  'GroupTotalCapacity',
  'WarmPoolDesiredCapacity',
  'WarmPoolWarmedCapacity',
  'WarmPoolPendingCapacity',
  'WarmPoolTerminatingCapacity',
  'WarmPoolTotalCapacity',
  'GroupAndWarmPoolDesiredCapacity',
  'GroupAndWarmPoolTotalCapacity',
];

export const processOperations: AutoScalingOperations = {
  SuspendProcesses({ AutoScalingGroupName, ScalingProcesses }, context) {
    const row = suspendable(context, AutoScalingGroupName);
    const added = known('Process', processes, ScalingProcesses);
    const names = new Set([
      ...row.SuspendedProcesses.map(({ ProcessName = '' }) => ProcessName),
      ...added,
    ]);
    const SuspendedProcesses = [...names].map(
      (ProcessName) =>
        row.SuspendedProcesses.find((each) => each.ProcessName === ProcessName) ?? {
          ProcessName,
          SuspensionReason: `User suspended at ${context.now().toISOString()}`,
        },
    );
    putGroup(context, { ...row, SuspendedProcesses });
    return {};
  },

  ResumeProcesses({ AutoScalingGroupName, ScalingProcesses }, context) {
    const row = suspendable(context, AutoScalingGroupName);
    const removed = known('Process', processes, ScalingProcesses);
    const SuspendedProcesses = row.SuspendedProcesses.filter(
      ({ ProcessName = '' }) => !removed.includes(ProcessName),
    );
    putGroup(context, { ...row, SuspendedProcesses });
    return {};
  },

  DescribeScalingProcessTypes: () => ({
    Processes: processes.map((ProcessName) => ({ ProcessName })),
  }),

  EnableMetricsCollection({ AutoScalingGroupName, Metrics, Granularity }, context) {
    const row = groupNamed(context, AutoScalingGroupName);
    if (Granularity !== '1Minute') {
      throw validationError(`Granularity ${Granularity} is invalid: the one valid is 1Minute`);
    }
    const names = new Set([
      ...row.EnabledMetrics.map(({ Metric = '' }) => Metric),
      ...known('Metric', metrics, Metrics),
    ]);
    const EnabledMetrics = [...names].map((Metric) => ({ Metric, Granularity }));
    putGroup(context, { ...row, EnabledMetrics });
    return {};
  },

  DisableMetricsCollection({ AutoScalingGroupName, Metrics }, context) {
    const row = groupNamed(context, AutoScalingGroupName);
    const removed = known('Metric', metrics, Metrics);
    const EnabledMetrics = row.EnabledMetrics.filter(
      ({ Metric = '' }) => !removed.includes(Metric),
    );
    putGroup(context, { ...row, EnabledMetrics });
    return {};
  },

  DescribeMetricCollectionTypes: () => ({
    Metrics: metrics.map((Metric) => ({ Metric })),
    Granularities: [{ Granularity: '1Minute' }],
  }),
};

function suspendable(context: Context, name: string | undefined): GroupRow {
  const row = groupNamed(context, name);
  if (row.Status === undefined) return row;
  throw validationError(
    'Processes may not be suspended while the AutoScaling group is pending delete',
  );
}

/** Those of a closed list that were named; all, where none was. */
function known(
  what: string,
  all: readonly string[],
  names: readonly string[] = [],
): readonly string[] {
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw validationError(`${what} ${unknown} is invalid: valid are ${all.join(', ')}`);
  }
  return names.length > 0 ? names : all;
}

// DescribeAutoScalingGroups, and what there is of all groups together.

import { autoScalingTables } from '../../store/autoScaling.ts';
import { applyFilters } from './filters.ts';
import { terminationPolicyTypes } from './groupSettings.ts';
import { shownGroup, shownInstance } from './groups.ts';
import { page } from './pages.ts';
import type { AutoScalingOperations } from './service.ts';

export const describeGroupOperations: AutoScalingOperations = {
  DescribeAutoScalingGroups(input, context) {
    const { AutoScalingGroupNames: names = [], IncludeInstances = true } = input;
    const all = autoScalingTables(context.store).groups.list();
    const named =
      names.length > 0 ? all.filter((row) => names.includes(row.AutoScalingGroupName)) : all;
    const rows = applyFilters(
      named,
      input.Filters,
      {
        'tag-key': ({ Tags }) => Tags.map(({ Key = '' }) => Key),
        'tag-value': ({ Tags }) => Tags.map(({ Value = '' }) => Value),
      },
      {
        'tag:': ({ Tags }, key) =>
          Tags.filter(({ Key }) => Key === key).map(({ Value = '' }) => Value),
      },
    );
    const { items, next } = page(rows, (row) => row.AutoScalingGroupARN, input);
    return {
      AutoScalingGroups: items.map((row) => shownGroup(context, row, IncludeInstances)),
      ...next,
    };
  },

  DescribeAutoScalingInstances(input, context) {
    const { InstanceIds: ids = [] } = input;
    const all = autoScalingTables(context.store).instances.list();
    const rows = ids.length > 0 ? all.filter(({ InstanceId }) => ids.includes(InstanceId)) : all;
    const { items, next } = page(rows, ({ InstanceId }) => InstanceId, input);
    const AutoScalingInstances = items.map((row) => ({
      ...shownInstance(context, row),
      AutoScalingGroupName: row.AutoScalingGroupName,
      // In capitals here, and here alone.
      HealthStatus: row.HealthStatus.toUpperCase(),
    }));
    return { AutoScalingInstances, ...next };
  },

  DescribeAccountLimits: (_, { store }) => ({
    MaxNumberOfAutoScalingGroups: 500,
    MaxNumberOfLaunchConfigurations: 200,
    NumberOfAutoScalingGroups: autoScalingTables(store).groups.list().length,
    NumberOfLaunchConfigurations: 0,
  }),

  DescribeTerminationPolicyTypes: () => ({ TerminationPolicyTypes: terminationPolicyTypes }),
};

// ListMetrics: which metrics there are data of.

import type { DimensionFilter } from '@aws-sdk/client-cloudwatch';
import { cloudWatchTables, type MetricRow, metricKey } from '../../store/cloudWatch.ts';
import { minuteMilliseconds, readDatapoints } from '../../store/datapoints.ts';
import type { Context } from '../shared/context.ts';
import { paginate } from '../shared/pagination.ts';
import type { CloudWatchOperations } from './service.ts';

/** Of `PT3H`, the one value of RecentlyActive. */
const recentMinutes = 180;

export const listMetricsOperations: CloudWatchOperations = {
  ListMetrics(input, context) {
    const { Namespace, MetricName, Dimensions = [], RecentlyActive } = input;
    const rows = cloudWatchTables(context.store)
      .metrics.list()
      .filter(
        (row) =>
          (Namespace === undefined || row.Namespace === Namespace) &&
          (MetricName === undefined || row.MetricName === MetricName) &&
          Dimensions.every((filter) => hasDimension(row, filter)) &&
          (RecentlyActive === undefined || isRecent(context, row)),
      )
      .sort((a, b) => (metricKey(a) < metricKey(b) ? -1 : 1));
    const { items, nextToken } = paginate(
      rows,
      metricKey,
      { token: input.NextToken, size: undefined },
      { min: 1, max: 500, name: 'MaxRecords' },
      'InvalidParameterValue',
    );
    return {
      Metrics: items.map(({ Dimensions: dimensions, ...row }) => ({
        ...row,
        Dimensions: [...dimensions],
      })),
      NextToken: nextToken,
    };
  },
};

function hasDimension({ Dimensions }: MetricRow, { Name, Value }: DimensionFilter): boolean {
  return Dimensions.some(
    (each) => each.Name === Name && (Value === undefined || each.Value === Value),
  );
}

function isRecent({ store, now, timeScale }: Context, row: MetricRow): boolean {
  const minute = minuteMilliseconds(timeScale);
  // The minute that has just begun too.
  const to = now().getTime() + 1;
  return readDatapoints(store, row, { from: to - recentMinutes * minute, to, minute }).length > 0;
}

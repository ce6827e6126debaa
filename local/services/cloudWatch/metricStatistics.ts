// GetMetricStatistics: statistics of one metric, period by period.

import type { Datapoint, Statistic } from '@aws-sdk/client-cloudwatch';
import type { Period } from '../../store/datapoints.ts';
import { statisticOf } from '../../store/metricValues.ts';
import { invalidParameterCombination } from './errors.ts';
import {
  checkPeriod,
  checkRange,
  checkStatistic,
  periodsOf,
  spanOf,
  startOfMinute,
} from './periods.ts';
import type { CloudWatchOperations } from './service.ts';

const maxDatapoints = 1440;

export const metricStatisticsOperations: CloudWatchOperations = {
  /** Periods begin where the request's time begins, at a whole minute. */
  GetMetricStatistics(input, context) {
    const { StartTime = new Date(0), EndTime = new Date(0), Period = 60 } = input;
    const { Statistics = [], ExtendedStatistics = [], Namespace, MetricName } = input;
    checkRange(StartTime, EndTime);
    checkPeriod(Period);
    if (Statistics.length + ExtendedStatistics.length === 0) {
      throw invalidParameterCombination('Must specify either Statistics or ExtendedStatistics');
    }
    for (const each of ExtendedStatistics) checkStatistic('ExtendedStatistics', each);
    const start = startOfMinute(context, StartTime);
    const count = Math.ceil((EndTime.getTime() - start) / spanOf(context, Period));
    if (count > maxDatapoints) {
      throw invalidParameterCombination(
        `You have requested up to ${count} datapoints, which exceeds the limit of ${maxDatapoints}. You ` +
          'may reduce the datapoints requested by increasing Period, or decreasing the time range.',
      );
    }
    const { Dimensions, Unit } = input;
    const query = { Namespace, MetricName, Dimensions, Unit, Period };
    return {
      Label: MetricName,
      Datapoints: periodsOf(context, query, start, EndTime).map((period) =>
        datapointOf(period, Statistics, ExtendedStatistics),
      ),
    };
  },
};

function datapointOf(
  { at, Unit, summary }: Period,
  statistics: readonly Statistic[],
  extended: readonly string[],
): Datapoint {
  const valuesOf = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = statisticOf(summary, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    Timestamp: at,
    ...valuesOf(statistics),
    ...(extended.length > 0 && { ExtendedStatistics: valuesOf(extended) }),
    Unit,
  };
}

// GetMetricData: several metrics over time, and what is calculated from them.

import type { MetricDataQuery, MetricDataResult, MetricStat } from '@aws-sdk/client-cloudwatch';
import { statisticOf } from '../../store/metricValues.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { evaluateExpression, type Grid, type Series } from './expressions.ts';
import { checkPeriod, checkRange, checkStatistic, periodsOf, spanOf } from './periods.ts';
import type { CloudWatchOperations } from './service.ts';

const maxDatapoints = 100_800;

type Query = MetricDataQuery & { readonly Id: string };

export const metricDataOperations: CloudWatchOperations = {
  GetMetricData(input, context) {
    const { StartTime = new Date(0), EndTime = new Date(0), ScanBy, NextToken } = input;
    const limit = Math.min(input.MaxDatapoints ?? maxDatapoints, maxDatapoints);
    if (limit < 1) throw validationError('MaxDatapoints must be at least 1');
    checkRange(StartTime, EndTime);
    const queries = checkedQueries(input.MetricDataQueries ?? []);
    const seriesOf = evaluate(context, queries, StartTime, EndTime);
    const results = queries
      .filter(({ ReturnData = true }) => ReturnData)
      .map((query) => ({ query, points: [...seriesOf(query.Id)].sort(([a], [b]) => a - b) }));
    if (ScanBy !== 'TimestampAscending') for (const { points } of results) points.reverse();
    return cut(results, offsetOf(NextToken), limit);
  },
};

function checkedQueries(given: readonly MetricDataQuery[]): Query[] {
  const queries = given.map((query) => ({ ...query, Id: query.Id ?? '' }));
  for (const { Id, MetricStat, Expression } of queries) {
    if (!/^[a-z]\w*$/.test(Id)) {
      throw validationError(
        `The value ${Id} for parameter Id must start with a lower case letter and hold letters, digits and _`,
      );
    }
    if (queries.filter((each) => each.Id === Id).length > 1) {
      throw validationError(
        `The values for parameter id in MetricDataQueries are not unique: ${Id}`,
      );
    }
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw validationError(`Exactly one of MetricStat and Expression must be specified for ${Id}`);
    }
    if (!MetricStat) continue;
    checkPeriod(MetricStat.Period ?? 0);
    checkStatistic('Stat', MetricStat.Stat ?? '');
  }
  return queries;
}

/** Evaluates each query once, however often others name it. */
function evaluate(
  context: Context,
  queries: readonly Query[],
  StartTime: Date,
  EndTime: Date,
): (id: string) => Series {
  const done = new Map<string, Series>();
  const underWay = new Set<string>();
  const stats = queries.filter(({ MetricStat }) => MetricStat).map(({ Id }) => Id);
  const periods = queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 60);
  const grid = gridOf(context, Math.max(60, ...periods), StartTime, EndTime);

  function seriesOf(id: string): Series {
    const existing = done.get(id);
    if (existing) return existing;
    const query = queries.find(({ Id }) => Id === id);
    if (!query) throw validationError(`Error in expression: there is no query with the id ${id}`);
    if (underWay.has(id)) throw validationError(`The expression of ${id} refers to itself`);
    underWay.add(id);
    const series = query.MetricStat
      ? metricSeries(context, query.MetricStat, StartTime, EndTime)
      : evaluateExpression(query.Expression ?? '', { seriesOf, metricIds: stats, grid });
    underWay.delete(id);
    done.set(id, series);
    return series;
  }

  return seriesOf;
}

function metricSeries(context: Context, stat: MetricStat, StartTime: Date, EndTime: Date): Series {
  const { Metric = {}, Period = 60, Stat = '', Unit } = stat;
  const { Namespace, MetricName, Dimensions } = Metric;
  const query = { Namespace, MetricName, Dimensions, Unit, Period };
  const { start } = gridOf(context, Period, StartTime, EndTime);
  const series = new Map<number, number>();
  for (const { at, summary } of periodsOf(context, query, start, EndTime)) {
    const value = statisticOf(summary, Stat);
    if (value !== undefined) series.set(at.getTime(), value);
  }
  return series;
}

/** Periods begin at whole multiples of their length. */
function gridOf(context: Context, Period: number, StartTime: Date, EndTime: Date): Grid {
  const span = spanOf(context, Period);
  const start = Math.floor(StartTime.getTime() / span) * span;
  return { start, end: Math.min(EndTime.getTime(), context.now().getTime()), span };
}

type Result = {
  readonly query: Query;
  readonly points: readonly (readonly [at: number, value: number])[];
};

/** A page: so many points of the results, counted one result after another. */
function cut(results: readonly Result[], offset: number, limit: number) {
  let passed = 0;
  const MetricDataResults = results.map(({ query, points }): MetricDataResult => {
    const from = Math.max(0, offset - passed);
    const to = Math.max(0, offset + limit - passed);
    passed += points.length;
    const shown = points.slice(from, to);
    return {
      Id: query.Id,
      Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id,
      Timestamps: shown.map(([at]) => new Date(at)),
      Values: shown.map(([, value]) => value),
      StatusCode: to < points.length ? 'PartialData' : 'Complete',
    };
  });
  const end = offset + limit;
  const NextToken = passed > end ? Buffer.from(`points ${end}`).toString('base64url') : undefined;
  return { MetricDataResults, Messages: [], NextToken };
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, offset] =
    /^points (\d+)$/.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  if (offset === undefined) throw new AwsError('InvalidNextToken', 'The NextToken is invalid');
  return Number(offset);
}

// PutMetricData: figures of the caller's own.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html

import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { StandardUnit as standardUnits } from '@aws-sdk/client-cloudwatch';
import { metricOf, minuteMilliseconds, oldestKept, putData } from '../../store/datapoints.ts';
import { type Summary, summaryOf, summaryOfStatistics } from '../../store/metricValues.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameterCombination, invalidParameterValue, missingParameter } from './errors.ts';
import type { CloudWatchOperations } from './service.ts';

const maxData = 1000;
const maxValues = 150;
const maxDimensions = 30;
const maxMagnitude = 2 ** 360;
const twoWeeks = 14 * 24 * 60 * 60 * 1000;
const twoHours = 2 * 60 * 60 * 1000;

export const putMetricDataOperations: CloudWatchOperations = {
  PutMetricData({ Namespace = '', MetricData = [], EntityMetricData = [] }, context) {
    if (Namespace.startsWith('AWS/')) {
      throw invalidParameterValue(`The value AWS/ for parameter Namespace is invalid.`);
    }
    const data = [...MetricData, ...EntityMetricData.flatMap((each) => each.MetricData ?? [])];
    if (data.length === 0) throw missingParameter('MetricData');
    checkSize('MetricData', data, maxData);
    const minute = minuteMilliseconds(context.timeScale);
    const oldest = oldestKept(context.now(), minute);
    const accepted = data.map((datum, index) => {
      const { at, Unit, summary } = checked(context, `MetricData.member.${index + 1}`, datum);
      const metric = metricOf(Namespace, datum.MetricName ?? '', datum.Dimensions ?? []);
      return { ...metric, at, Unit, ...summary };
    });
    // What is too old to be kept is dropped.
    const kept = accepted.filter(({ at }) => at.getTime() >= oldest);
    putData(context.store, minute, kept);
    return {};
  },
};

function checked(context: Context, path: string, datum: MetricDatum) {
  const { MetricName = '', Dimensions = [], Timestamp, Unit = 'None', StorageResolution } = datum;
  if (MetricName === '') throw missingParameter(`${path}.MetricName`);
  if (MetricName.length > 255) {
    throw invalidParameterValue(
      `The value ${MetricName} for parameter ${path}.MetricName is too long.`,
    );
  }
  checkSize(`${path}.Dimensions`, Dimensions, maxDimensions);
  for (const [index, { Name, Value }] of Dimensions.entries()) {
    const at = `${path}.Dimensions.member.${index + 1}`;
    if (!Name) throw missingParameter(`${at}.Name`);
    if (!Value) throw missingParameter(`${at}.Value`);
  }
  if (StorageResolution !== undefined && ![1, 60].includes(StorageResolution)) {
    throw invalidValue(`${path}.StorageResolution`, StorageResolution);
  }
  const unit: StandardUnit = Unit;
  if (!Object.values(standardUnits).includes(unit)) {
    throw invalidParameterValue(`The parameter ${path}.Unit must be a value in the set of units`);
  }
  const at = Timestamp ?? context.now();
  checkTimestamp(context, path, at);
  return { at, Unit: unit, summary: summaryIn(path, datum) };
}

function checkTimestamp(context: Context, path: string, at: Date): void {
  const age = context.now().getTime() - at.getTime();
  if (age <= twoWeeks && age >= -twoHours) return;
  throw invalidParameterValue(
    age < 0
      ? `The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`
      : `The parameter ${path}.Timestamp must specify a time within the past two weeks.`,
  );
}

function summaryIn(path: string, datum: MetricDatum): Summary {
  const { Value, Values, Counts, StatisticValues } = datum;
  const given = { Value, Values, StatisticValues };
  const [first, second] = Object.entries(given).filter(([, value]) => value !== undefined);
  if (!first) throw missingParameter(`${path}.Value`);
  if (second) {
    throw invalidParameterCombination(
      `The parameters ${path}.${first[0]} and ${path}.${second[0]} are mutually exclusive and you have specified both.`,
    );
  }
  if (StatisticValues) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    const at = `${path}.StatisticValues`;
    for (const value of [SampleCount, Sum, Minimum, Maximum]) checkValue(at, value);
    if (SampleCount <= 0) throw invalidValue(`${at}.SampleCount`, SampleCount);
    if (Minimum > Maximum) {
      throw invalidParameterValue(
        `The parameter ${at}.Maximum must be greater than ${at}.Minimum.`,
      );
    }
    return summaryOfStatistics({ SampleCount, Sum, Minimum, Maximum });
  }
  const values = Values ?? [Value ?? 0];
  if (values.length === 0) throw missingParameter(`${path}.Values`);
  checkSize(`${path}.Values`, values, maxValues);
  if (Counts && Counts.length !== values.length) {
    throw invalidParameterValue(
      `The parameters ${path}.Values and ${path}.Counts must be of the same size.`,
    );
  }
  for (const value of values) checkValue(Values ? `${path}.Values` : `${path}.Value`, value);
  for (const count of Counts ?? []) if (count <= 0) throw invalidValue(`${path}.Counts`, count);
  return summaryOf(values, Counts);
}

function checkValue(path: string, value: number): void {
  if (!(Math.abs(value) <= maxMagnitude)) throw invalidValue(path, value);
}

function checkSize(path: string, list: readonly unknown[], max: number): void {
  if (list.length <= max) return;
  throw invalidParameterValue(`The collection ${path} must not have a size greater than ${max}.`);
}

function invalidValue(path: string, value: number) {
  return invalidParameterValue(`The value ${value} for parameter ${path} is invalid.`);
}

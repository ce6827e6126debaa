// What an alarm watches and when it fires, as PutMetricAlarm is given it, checked.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import { percentilePattern } from '../../store/metricValues.ts';
import { notBuilt, validationError } from './errors.ts';

/** The members of an alarm that its maker chooses. */
export type AlarmSettings = Omit<
  AlarmRow,
  | 'AlarmArn'
  | 'StateValue'
  | 'StateReason'
  | 'StateReasonData'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp'
  | 'AlarmConfigurationUpdatedTimestamp'
  | 'Tags'
>;

const missingDataModes = ['breaching', 'notBreaching', 'ignore', 'missing'];
const shortPeriods = [10, 20, 30];
const daySeconds = 86_400;

/** @throws AwsError `ValidationError`, or `NotImplemented` for alarms of other kinds than one metric's */
export function alarmSettings(input: PutMetricAlarmInput): AlarmSettings {
  refuseOtherKinds(input);
  const { MetricName, Namespace, Threshold, EvaluationPeriods, ComparisonOperator } = input;
  if (MetricName === undefined || Namespace === undefined) {
    throw validationError('MetricName and Namespace must be specified for a metric alarm');
  }
  if (Threshold === undefined) throw validationError('Threshold must be specified');
  if (EvaluationPeriods === undefined) throw validationError('EvaluationPeriods must be specified');
  if (ComparisonOperator === undefined) {
    throw validationError('ComparisonOperator must be specified');
  }
  checkStatistic(input);
  checkPeriods(input);
  checkMissingData(input);
  const settings = {
    AlarmName: input.AlarmName ?? '',
    AlarmDescription: input.AlarmDescription,
    ActionsEnabled: input.ActionsEnabled ?? true,
    OKActions: actions(input.OKActions),
    AlarmActions: actions(input.AlarmActions),
    InsufficientDataActions: actions(input.InsufficientDataActions),
    MetricName,
    Namespace,
    Statistic: input.Statistic,
    ExtendedStatistic: input.ExtendedStatistic,
    Dimensions: input.Dimensions ?? [],
    Period: input.Period,
    Unit: input.Unit,
    EvaluationPeriods,
    DatapointsToAlarm: input.DatapointsToAlarm,
    Threshold,
    ComparisonOperator,
    TreatMissingData: input.TreatMissingData,
    EvaluateLowSampleCountPercentile: input.EvaluateLowSampleCountPercentile,
  };
  return settings;
}

function refuseOtherKinds(input: PutMetricAlarmInput): void {
  if (input.Metrics !== undefined) throw notBuilt("PutMetricAlarm's Metrics");
  if (input.ThresholdMetricId !== undefined) throw notBuilt("PutMetricAlarm's ThresholdMetricId");
  if (input.EvaluationCriteria !== undefined) throw notBuilt("PutMetricAlarm's EvaluationCriteria");
  if (/LowerThreshold$|OrGreaterThanUpper|GreaterThanUpper/.test(input.ComparisonOperator ?? '')) {
    throw notBuilt(`The anomaly detection of ${input.ComparisonOperator}`);
  }
}

function checkStatistic({ Statistic, ExtendedStatistic }: PutMetricAlarmInput): void {
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified');
  }
  if (ExtendedStatistic === undefined || percentilePattern.test(ExtendedStatistic)) return;
  if (/^(tm|wm|tc|ts|pr|TM|WM|TC|TS|PR|IQM)/.test(ExtendedStatistic)) {
    throw notBuilt(`The statistic ${ExtendedStatistic}`);
  }
  throw validationError(
    `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
  );
}

function checkPeriods(input: PutMetricAlarmInput): void {
  const { Period, EvaluationPeriods = 1, DatapointsToAlarm } = input;
  if (Period === undefined) throw validationError('Period must be specified');
  if (Period % 60 !== 0 && !shortPeriods.includes(Period)) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  }
  if (Period * EvaluationPeriods > daySeconds) {
    throw validationError(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    );
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
}

function checkMissingData(input: PutMetricAlarmInput): void {
  const { TreatMissingData, EvaluateLowSampleCountPercentile: option } = input;
  if (TreatMissingData !== undefined && !missingDataModes.includes(TreatMissingData)) {
    throw validationError(
      `The value ${TreatMissingData} is not supported for TreatMissingData parameter. ` +
        `Supported values are [${missingDataModes.join(', ')}].`,
    );
  }
  if (option !== undefined && !['evaluate', 'ignore'].includes(option)) {
    throw validationError(
      `Option ${option} is not supported. Supported options for parameter ` +
        'EvaluateLowSampleCountPercentile are evaluate and ignore.',
    );
  }
}

function actions(arns: readonly string[] = []): string[] {
  const wrong = arns.find((arn) => !/^arn:[\w-]+:[\w-]+:/.test(arn));
  if (wrong !== undefined) throw validationError(`Invalid arn syntax: ${wrong}`);
  return [...arns];
}

// A load balancer's metrics, of the requests that it has answered or given up. Counts of nothing are not
// reported, as on AWS.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html

import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { AccessRecord } from '../../drivers/loadBalancers.ts';
import { type Datum, metricOf, minuteOf } from '../../store/datapoints.ts';
import { summaryOf } from '../../store/metricValues.ts';
import { loadBalancerDimension, targetGroupDimension } from './dimensions.ts';

type Dimension = ReturnType<typeof loadBalancerDimension>;
type Measured = {
  readonly MetricName: string;
  readonly Unit: StandardUnit;
  readonly value: number;
  readonly dimensions: readonly (readonly Dimension[])[];
};

/**
 * @param minute milliseconds of the region's minute; each record counts for the minute it happened in
 * @param targetsOf how many targets share a group's requests
 */
export function requestData(
  records: readonly AccessRecord[],
  minute: number,
  targetsOf: (TargetGroupArn: string) => number,
): Datum[] {
  const series = new Map<
    string,
    { datum: Omit<Measured, 'value'>; at: number; values: number[] }
  >();
  for (const record of records) {
    const at = minuteOf(record.at, minute);
    for (const { value, ...datum } of measured(record, targetsOf)) {
      for (const dimensions of datum.dimensions) {
        const key = `${at} ${datum.MetricName} ${dimensions.map((each) => each.Value).join(' ')}`;
        const existing = series.get(key);
        if (existing) existing.values.push(value);
        else
          series.set(key, { datum: { ...datum, dimensions: [dimensions] }, at, values: [value] });
      }
    }
  }
  return [...series.values()].map(({ datum, at, values }) => ({
    ...metricOf('AWS/ApplicationELB', datum.MetricName, datum.dimensions[0] ?? []),
    at: new Date(at),
    Unit: datum.Unit,
    ...summaryOf(values),
  }));
}

function measured(
  record: AccessRecord,
  targetsOf: (TargetGroupArn: string) => number,
): readonly Measured[] {
  const { status, targetStatus, targetSeconds, TargetGroupArn } = record;
  const ofBalancer = [loadBalancerDimension(record.LoadBalancerArn)];
  const ofTargets =
    TargetGroupArn === undefined
      ? [ofBalancer]
      : [ofBalancer, [targetGroupDimension(TargetGroupArn), ...ofBalancer]];
  const count = (MetricName: string, dimensions: readonly (readonly Dimension[])[]): Measured => ({
    ...{ MetricName, dimensions },
    ...{ Unit: 'Count', value: 1 },
  });
  const data: Measured[] = [
    {
      ...{ MetricName: 'ProcessedBytes', Unit: 'Bytes', dimensions: [ofBalancer] },
      value: record.receivedBytes + record.sentBytes,
    },
  ];
  if (record.targetId !== undefined) data.push(count('RequestCount', ofTargets));
  if (targetStatus !== undefined) {
    data.push(count(`HTTPCode_Target_${classOf(targetStatus)}_Count`, ofTargets));
  } else {
    if (status >= 300) data.push(count(`HTTPCode_ELB_${classOf(status)}_Count`, [ofBalancer]));
    if ([500, 502, 503, 504].includes(status)) {
      data.push(count(`HTTPCode_ELB_${status}_Count`, [ofBalancer]));
    }
  }
  if (targetSeconds !== undefined) {
    data.push({
      ...{ MetricName: 'TargetResponseTime', Unit: 'Seconds', dimensions: ofTargets },
      value: targetSeconds,
    });
  }
  const targets = TargetGroupArn === undefined ? 0 : targetsOf(TargetGroupArn);
  if (record.targetId !== undefined && TargetGroupArn !== undefined && targets > 0) {
    const group = targetGroupDimension(TargetGroupArn);
    data.push({
      ...count('RequestCountPerTarget', [[group], [group, ...ofBalancer]]),
      value: 1 / targets,
    });
  }
  return data;
}

/** Such as `5XX`. */
function classOf(status: number): string {
  return `${Math.floor(status / 100)}XX`;
}

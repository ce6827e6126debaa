// What target tracking follows: AWS's own metrics of a group, or one of the caller's.

import type {
  CustomizedMetricSpecification,
  TargetTrackingConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type { GroupRow } from '../../store/autoScaling.ts';
import type { AlarmRow } from '../../store/cloudWatch.ts';
import { elbv2Tables } from '../../store/elbv2.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { notBuilt } from './notBuilt.ts';

/** The members of an alarm that say what it looks at. */
export type TrackedMetric = Pick<
  AlarmRow,
  'Namespace' | 'MetricName' | 'Dimensions' | 'Statistic' | 'Unit' | 'Period'
>;

const namesInEc2: Readonly<Record<string, string>> = {
  ASGAverageCPUUtilization: 'CPUUtilization',
  ASGAverageNetworkIn: 'NetworkIn',
  ASGAverageNetworkOut: 'NetworkOut',
};
const requestCount = 'ALBRequestCountPerTarget';
const label = /^(app\/[^/]+\/[0-9a-f]+)\/(targetgroup\/[^/]+\/[0-9a-f]+)$/;

/** @throws AwsError `ValidationError`, or `NotImplemented` for metrics that are computed */
export function checkTracking(
  context: Context,
  group: GroupRow,
  configuration: TargetTrackingConfiguration | undefined,
): TargetTrackingConfiguration {
  if (!configuration) {
    throw validationError(
      'TargetTrackingConfiguration is required for policies of type TargetTrackingScaling',
    );
  }
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } =
    configuration;
  if (!predefined === !own) {
    throw validationError(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified',
    );
  }
  const { TargetValue = 0 } = configuration;
  if (!(TargetValue > 0)) {
    throw validationError(`TargetValue must be greater than 0: got ${TargetValue}`);
  }
  if (own) checkOwnMetric(own);
  if (predefined) {
    const { PredefinedMetricType: type = '', ResourceLabel } = predefined;
    if (type !== requestCount && !Object.hasOwn(namesInEc2, type)) {
      throw validationError(`Predefined metric type ${type} is invalid`);
    }
    if (type === requestCount) checkLabel(context, group, ResourceLabel);
    else if (ResourceLabel !== undefined) {
      throw validationError(`ResourceLabel is not supported by the metric type ${type}`);
    }
  }
  return { ...configuration, DisableScaleIn: configuration.DisableScaleIn ?? false };
}

export function trackedMetric(
  AutoScalingGroupName: string,
  configuration: TargetTrackingConfiguration,
): TrackedMetric {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } =
    configuration;
  if (own) {
    return {
      Namespace: own.Namespace,
      MetricName: own.MetricName,
      Dimensions: own.Dimensions ?? [],
      Statistic: own.Statistic,
      // The two vocabularies of units are one.
      ...(own.Unit !== undefined && { Unit: own.Unit as TrackedMetric['Unit'] }),
      Period: 60,
    };
  }
  const type = predefined?.PredefinedMetricType ?? '';
  if (type !== requestCount) {
    return {
      Namespace: 'AWS/EC2',
      MetricName: namesInEc2[type],
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: AutoScalingGroupName }],
      Statistic: 'Average',
      Period: 60,
    };
  }
  const [, , Value] = label.exec(predefined?.ResourceLabel ?? '') ?? [];
  return {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCountPerTarget',
    Dimensions: [{ Name: 'TargetGroup', Value }],
    Statistic: 'Sum',
    Period: 60,
  };
}

function checkOwnMetric(own: CustomizedMetricSpecification): void {
  const { MetricName, Namespace, Statistic, Metrics, Period = 60 } = own;
  if (Metrics?.length) throw notBuilt('PutScalingPolicy with metric math');
  if (Period !== 60) throw notBuilt(`PutScalingPolicy with a period of ${Period} seconds`);
  if (!MetricName || !Namespace || !Statistic) {
    throw validationError(
      'MetricName, Namespace and Statistic are required of a CustomizedMetricSpecification',
    );
  }
  if (!['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'].includes(Statistic)) {
    throw validationError(`Statistic ${Statistic} is invalid`);
  }
}

/** The load balancer must be there, and the target group be the group's. */
function checkLabel({ store }: Context, group: GroupRow, text: string | undefined): void {
  if (text === undefined) {
    throw validationError(`ResourceLabel is required for the metric type ${requestCount}`);
  }
  const [, loadBalancer = '', targetGroup = ''] = label.exec(text) ?? [];
  if (!loadBalancer) {
    throw validationError(
      `Invalid ResourceLabel ${text}: expected app/<load balancer>/<id>/targetgroup/<target group>/<id>`,
    );
  }
  const isThere = elbv2Tables(store)
    .loadBalancers.list()
    .some(({ LoadBalancerArn }) => LoadBalancerArn.endsWith(`loadbalancer/${loadBalancer}`));
  if (!isThere)
    throw validationError(`The load balancer ${loadBalancer} of ResourceLabel does not exist`);
  if (!group.TargetGroupARNs.some((arn) => arn.endsWith(`:${targetGroup}`))) {
    throw validationError(
      `The target group ${targetGroup} of ResourceLabel is not attached to the Auto Scaling group`,
    );
  }
}

// AWS's quotas, before anybody asked for more.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html

import { AwsError } from '../../wire/awsError.ts';

/** By the names under which DescribeAccountLimits shows them. */
export const limits = {
  'application-load-balancers': 50,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-application-load-balancer': 100,
  'target-groups-per-action-on-application-load-balancer': 5,
  'targets-per-application-load-balancer': 1000,
  'target-id-registrations-per-application-load-balancer': 1000,
  'certificates-per-application-load-balancer': 25,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 6,
} as const;

/**
 * @param count how many there will be
 * @param code such as `TooManyRules`
 */
export function checkLimit(name: keyof typeof limits, count: number, code: string): void {
  if (count <= limits[name]) return;
  throw new AwsError(code, `The maximum number of ${name.replaceAll('-', ' ')} is ${limits[name]}`);
}

// Actions that forward: to one group or, by weight, to several.

import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidLoadBalancerAction, validationError } from './errors.ts';
import { checkLimit } from './limits.ts';

type Forward = Pick<Action, 'TargetGroupArn' | 'ForwardConfig'>;

/**
 * The action in full: each group with its weight, and `TargetGroupArn` where there is but one.
 *
 * @throws AwsError for groups, weights and stickiness that may not be
 */
export function forwardAction({ TargetGroupArn, ForwardConfig }: Forward): Forward {
  const groups = ForwardConfig?.TargetGroups?.length
    ? ForwardConfig.TargetGroups
    : TargetGroupArn === undefined
      ? []
      : [{ TargetGroupArn }];
  const TargetGroups = groups.map(({ TargetGroupArn: arn = '', Weight = 1 }) => ({
    TargetGroupArn: arn,
    Weight,
  }));
  const arns = TargetGroups.map((group) => group.TargetGroupArn);
  const [only] = arns;
  if (only === undefined) {
    throw invalidLoadBalancerAction(
      "A target group ARN must be specified for actions of type 'forward'",
    );
  }
  if (TargetGroupArn !== undefined && (arns.length > 1 || only !== TargetGroupArn)) {
    throw invalidLoadBalancerAction(
      'The target group ARN and the forward configuration must name the same single target group',
    );
  }
  if (new Set(arns).size < arns.length) {
    throw validationError('A target group can be specified only once in a forward action');
  }
  checkLimit(
    'target-groups-per-action-on-application-load-balancer',
    arns.length,
    'TooManyTargetGroups',
  );
  if (TargetGroups.some(({ Weight }) => Weight < 0 || Weight > 999)) {
    throw validationError('The weight for each target group must be between 0 and 999, inclusive');
  }
  return {
    ...(arns.length === 1 && { TargetGroupArn: only }),
    ForwardConfig: {
      TargetGroups,
      TargetGroupStickinessConfig: stickiness(ForwardConfig),
    },
  };
}

function stickiness(
  config: Action['ForwardConfig'],
): NonNullable<NonNullable<Action['ForwardConfig']>['TargetGroupStickinessConfig']> {
  const { Enabled = false, DurationSeconds } = config?.TargetGroupStickinessConfig ?? {};
  const isInRange = (seconds: number) => seconds >= 1 && seconds <= 604_800;
  if (DurationSeconds === undefined ? Enabled : !isInRange(DurationSeconds)) {
    throw validationError(
      'Target group stickiness duration must be between 1 and 604800 seconds, inclusive',
    );
  }
  return { Enabled, ...(DurationSeconds !== undefined && { DurationSeconds }) };
}

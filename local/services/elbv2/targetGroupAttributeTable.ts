// The attributes that target groups of instances have behind Application Load Balancers, with AWS's defaults.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html

import { type AttributeTable, between, flag, oneOf, text } from './attributes.ts';

const week = 604_800;
const maxTargets = 1000;

export const targetGroupAttributes: AttributeTable = {
  'deregistration_delay.timeout_seconds': between(0, 3600, '300'),
  'load_balancing.algorithm.anomaly_mitigation': oneOf(['off', 'on']),
  'load_balancing.algorithm.type': oneOf([
    'round_robin',
    'least_outstanding_requests',
    'weighted_random',
  ]),
  'load_balancing.cross_zone.enabled': oneOf(['use_load_balancer_configuration', 'true', 'false']),
  'slow_start.duration_seconds': between(30, 900, '0', '0'),
  'stickiness.enabled': flag(false),
  'stickiness.type': oneOf(['lb_cookie', 'app_cookie']),
  'stickiness.app_cookie.cookie_name': text(
    (name) => !/^AWSALB/i.test(name),
    "a name that does not begin with 'AWSALB'",
  ),
  'stickiness.app_cookie.duration_seconds': between(1, week, '86400'),
  'stickiness.lb_cookie.duration_seconds': between(1, week, '86400'),
  'target_group_health.dns_failover.minimum_healthy_targets.count': between(
    1,
    maxTargets,
    '1',
    'off',
  ),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': between(
    1,
    100,
    'off',
    'off',
  ),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': between(
    1,
    maxTargets,
    '1',
  ),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': between(
    1,
    100,
    'off',
    'off',
  ),
};

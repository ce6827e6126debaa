// What a target group takes, its health check and its attributes.

import type {
  ModifyTargetGroupCommandInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Properties } from '../../provider.ts';
import { withDefaults } from '../differences.ts';
import { tagged } from '../ec2/tags.ts';
import { fromMembers, toMembers } from '../members.ts';
import { isObject, type Table, type Values } from '../properties.ts';
import { type Attribute, changedAttributes, fromAttributes } from './attributes.ts';

const text = { is: 'string', computed: true } as const;

const healthCheck = {
  enabled: { is: 'boolean', default: true, as: 'HealthCheckEnabled' },
  healthyThreshold: { is: 'number', default: 3, as: 'HealthyThresholdCount' },
  interval: { is: 'number', default: 30, as: 'HealthCheckIntervalSeconds' },
  matcher: text,
  path: { ...text, as: 'HealthCheckPath' },
  port: { is: 'string', default: 'traffic-port', as: 'HealthCheckPort' },
  protocol: { is: 'string', default: 'HTTP', as: 'HealthCheckProtocol' },
  timeout: { is: 'number', computed: true, as: 'HealthCheckTimeoutSeconds' },
  unhealthyThreshold: { is: 'number', default: 3, as: 'UnhealthyThresholdCount' },
} as const satisfies Table;

/** With AWS's keys. */
const attributes = {
  deregistrationDelay: {
    is: 'number',
    default: 300,
    as: 'deregistration_delay.timeout_seconds',
  },
  loadBalancingAlgorithmType: { ...text, as: 'load_balancing.algorithm.type' },
  loadBalancingAnomalyMitigation: { ...text, as: 'load_balancing.algorithm.anomaly_mitigation' },
  loadBalancingCrossZoneEnabled: { ...text, as: 'load_balancing.cross_zone.enabled' },
  slowStart: { is: 'number', default: 0, as: 'slow_start.duration_seconds' },
} as const satisfies Table;

/** Attributes, too: which keys they have depends on the type. */
const stickiness = {
  type: { is: 'string', required: true, as: 'stickiness.type' },
  enabled: { is: 'boolean', default: true, as: 'stickiness.enabled' },
  cookieDuration: { is: 'number', default: 86_400 },
  cookieName: { is: 'string', as: 'stickiness.app_cookie.cookie_name' },
} as const satisfies Table;

export const properties = {
  name: { is: 'string', replaces: true, computed: true },
  namePrefix: { is: 'string', replaces: true },
  port: { is: 'number', replaces: true },
  protocol: { is: 'string', replaces: true },
  protocolVersion: { ...text, replaces: true },
  vpcId: { is: 'string', replaces: true },
  targetType: { is: 'string', replaces: true, default: 'instance' },
  ipAddressType: { ...text, replaces: true },
  healthCheck: { is: 'object', of: healthCheck, computed: true },
  stickiness: { is: 'object', of: stickiness, computed: true },
  ...attributes,
  ...tagged,
} as const satisfies Table;

type Inputs = Values<typeof properties>;

export const attributeNames: readonly (keyof typeof attributes | 'stickiness')[] = [
  // Of a literal's own keys, which Object.keys forgets.
  ...(Object.keys(attributes) as (keyof typeof attributes)[]),
  'stickiness',
];

export function toHealthCheck(
  check: Inputs['healthCheck'],
): Omit<ModifyTargetGroupCommandInput, 'TargetGroupArn'> {
  if (!check) return {};
  const { matcher, ...members } = withDefaults(healthCheck, check);
  return {
    ...toMembers(healthCheck, members),
    ...(typeof matcher === 'string' && { Matcher: { HttpCode: matcher } }),
  };
}

export function fromHealthCheck(group: TargetGroup): Properties {
  const { Matcher, ...members } = group;
  return { ...fromMembers(healthCheck, members), matcher: Matcher?.HttpCode };
}

export function changedAttributesOf(news: Properties, olds: Properties): Attribute[] {
  const sticky = isObject(news.stickiness) ? withDefaults(stickiness, news.stickiness) : {};
  const before = isObject(olds.stickiness) ? olds.stickiness : {};
  return [
    ...changedAttributes(attributes, news, olds),
    ...changedAttributes(stickinessOf(sticky.type), sticky, before),
  ];
}

export function fromTargetGroupAttributes(
  described: Parameters<typeof fromAttributes>[1],
): Properties {
  const { type } = fromAttributes(stickiness, described);
  const sticky = fromAttributes(stickinessOf(type), described);
  return {
    ...fromAttributes(attributes, described),
    ...(type !== undefined && { stickiness: sticky }),
  };
}

function stickinessOf(type: unknown): Table {
  const { cookieName, ...ofAll } = stickiness;
  const cookie = type === 'app_cookie' ? 'app_cookie' : 'lb_cookie';
  return {
    ...ofAll,
    ...(type === 'app_cookie' && { cookieName }),
    cookieDuration: { ...stickiness.cookieDuration, as: `stickiness.${cookie}.duration_seconds` },
  };
}

// For tests: records of a load balancer and what belongs to it, as the services would make them.

import type {
  ListenerRow,
  LoadBalancerRow,
  RuleRow,
  TargetGroupRow,
  TargetRow,
} from '../store/elbv2.ts';

const origin = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000';

export function loadBalancerRow(changes: Partial<LoadBalancerRow> = {}): LoadBalancerRow {
  return {
    LoadBalancerArn: `${origin}:loadbalancer/app/web/50dc6c495c0c9188`,
    LoadBalancerName: 'web',
    DNSName: 'web-1.eu-central-1.elb.amazonaws.com',
    Scheme: 'internet-facing',
    Type: 'application',
    VpcId: 'vpc-0123456789abcdef0',
    SecurityGroups: ['sg-0123456789abcdef0'],
    AvailabilityZones: [{ ZoneName: 'eu-central-1a', SubnetId: 'subnet-0123456789abcdef0' }],
    CreatedTime: new Date('2026-01-01T00:00:00Z'),
    State: { Code: 'active' },
    address: '127.0.1.1',
    attributes: {},
    interfaceIds: { 'subnet-0123456789abcdef0': 'eni-0a' },
    ...changes,
  };
}

export function targetGroupRow(changes: Partial<TargetGroupRow> = {}): TargetGroupRow {
  return {
    TargetGroupArn: `${origin}:targetgroup/web/73e2d6bc24d8a067`,
    TargetGroupName: 'web',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: 'vpc-0123456789abcdef0',
    TargetType: 'instance',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    attributes: {},
    ...changes,
  };
}

export function listenerRow(changes: Partial<ListenerRow> = {}): ListenerRow {
  const { TargetGroupArn } = targetGroupRow();
  return {
    ListenerArn: `${origin}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    LoadBalancerArn: loadBalancerRow().LoadBalancerArn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [forwardTo(TargetGroupArn)],
    attributes: {},
    ...changes,
  };
}

export function ruleRow(changes: Partial<RuleRow> = {}): RuleRow {
  return {
    RuleArn: `${origin}:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/01`,
    ListenerArn: listenerRow().ListenerArn,
    Priority: '1',
    Conditions: [
      { Field: 'path-pattern', Values: ['/api/*'], PathPatternConfig: { Values: ['/api/*'] } },
    ],
    Actions: [forwardTo(targetGroupRow().TargetGroupArn)],
    ...changes,
  };
}

export function forwardTo(TargetGroupArn: string) {
  return {
    Type: 'forward' as const,
    TargetGroupArn,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] },
  };
}

/** Healthy unless told. */
export function targetRow(changes: Partial<TargetRow> = {}): TargetRow {
  return {
    TargetGroupArn: targetGroupRow().TargetGroupArn,
    Id: 'i-0123456789abcdef0',
    Port: 8080,
    registeredAt: new Date('2026-01-01T00:00:00Z'),
    TargetHealth: { State: 'healthy' },
    since: new Date('2026-01-01T00:00:00Z'),
    ...changes,
  };
}

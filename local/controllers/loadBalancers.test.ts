import { describe, expect, test } from 'vitest';
import { elbv2Region } from '../testing/elbv2Region.ts';
import { forwardTo, ruleRow, targetGroupRow } from '../testing/elbv2Rows.ts';
import { routesOf } from './loadBalancers.ts';

const now = new Date('2026-01-01T00:01:00Z');
type Region = ReturnType<typeof elbv2Region>;

function routes({ tables }: Region) {
  return routesOf(tables, '198.18.0.1', now)[0];
}

function targets(region: Region) {
  return routes(region)?.groups[0]?.targets ?? [];
}

const states = (region: Region) =>
  targets(region).map(({ id, state, share }) => `${id} ${state} ${share}`);

const unhealthy = { TargetHealth: { State: 'unhealthy' as const } };

test('A load balancer routes to its targets, from its interface in their zones', () => {
  expect(routes(elbv2Region(2))).toEqual({
    LoadBalancerArn: expect.stringContaining(':loadbalancer/app/web/'),
    address: '127.0.1.1',
    idleTimeoutSeconds: 60,
    dropsInvalidHeaders: false,
    xForwardedFor: 'append',
    listeners: [
      {
        ListenerArn: expect.stringContaining(':listener/app/web/'),
        port: 80,
        isOpen: false,
        rules: [],
        defaultAction: {
          kind: 'forward',
          groups: [{ TargetGroupArn: targetGroupRow().TargetGroupArn, weight: 1 }],
        },
      },
    ],
    groups: [
      {
        TargetGroupArn: targetGroupRow().TargetGroupArn,
        algorithm: 'round_robin',
        targets: [
          {
            id: 'i-1:8080',
            address: '198.18.0.1',
            port: 8080,
            sourceAddress: '198.18.1.1',
            state: 'ready',
            share: 1,
          },
          expect.objectContaining({ id: 'i-2:8080', sourceAddress: '198.18.1.2' }),
        ],
      },
    ],
  });
});

test('Attributes are followed', () => {
  const region = elbv2Region(0);
  const { loadBalancer, group, tables } = region;
  tables.elbv2.loadBalancers.put(loadBalancer.LoadBalancerArn, {
    ...loadBalancer,
    attributes: {
      'idle_timeout.timeout_seconds': '5',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http.xff_header_processing.mode': 'preserve',
    },
  });
  tables.elbv2.targetGroups.put(group.TargetGroupArn, {
    ...group,
    attributes: {
      'load_balancing.algorithm.type': 'least_outstanding_requests',
      'stickiness.enabled': 'true',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '30',
    },
  });
  expect(routes(region)).toMatchObject({
    idleTimeoutSeconds: 5,
    dropsInvalidHeaders: true,
    xForwardedFor: 'preserve',
    groups: [{ algorithm: 'least_outstanding_requests', stickySeconds: 30 }],
  });
});

describe('Requests go', () => {
  test('to healthy targets alone; what is under way goes on', () => {
    const region = elbv2Region(4);
    region.changeTarget('i-2', unhealthy);
    region.changeTarget('i-3', { TargetHealth: { State: 'initial' } });
    region.changeTarget('i-4', { TargetHealth: { State: 'draining' } });
    expect(states(region)).toEqual([
      'i-1:8080 ready 1',
      'i-2:8080 draining 1',
      'i-3:8080 draining 1',
      'i-4:8080 draining 1',
    ]);
  });

  test('to all that are registered where none is healthy', () => {
    const region = elbv2Region(3, unhealthy);
    region.changeTarget('i-2', { TargetHealth: { State: 'initial' } });
    region.changeTarget('i-3', { TargetHealth: { State: 'draining' } });
    expect(targets(region).map(({ state }) => state)).toEqual(['ready', 'ready', 'draining']);
  });

  test('not to instances that stop, nor to zones that are not enabled', () => {
    const region = elbv2Region(2);
    const { tables, loadBalancer } = region;
    const first = tables.ec2.instances.get('i-1');
    if (first) tables.ec2.instances.put('i-1', { ...first, State: { Name: 'stopping' } });
    expect(targets(region).map(({ state }) => state)).toEqual(['draining', 'ready']);
    tables.elbv2.loadBalancers.put(loadBalancer.LoadBalancerArn, {
      ...loadBalancer,
      interfaceIds: { 'subnet-0a': 'eni-a' },
    });
    expect(targets(region).map(({ id }) => id)).toEqual(['i-1:8080']);
  });

  test('slowly to a target that has just become healthy, while others are there', () => {
    const region = elbv2Region(2);
    const { tables, group } = region;
    tables.elbv2.targetGroups.put(group.TargetGroupArn, {
      ...group,
      attributes: { 'slow_start.duration_seconds': '40' },
    });
    region.changeTarget('i-2', { since: new Date('2026-01-01T00:00:50Z') });
    expect(states(region)).toEqual(['i-1:8080 ready 1', 'i-2:8080 ready 0.25']);
    region.changeTarget('i-1', unhealthy);
    expect(targets(region).map(({ share }) => share)).toEqual([1, 1]);
  });
});

test('Rules come by their priority, as numbers, with their own groups', () => {
  const region = elbv2Region(1);
  const { tables } = region;
  const blue = targetGroupRow({ TargetGroupArn: 'arn:aws:elasticloadbalancing:::targetgroup/b/1' });
  tables.elbv2.targetGroups.put(blue.TargetGroupArn, blue);
  for (const Priority of ['10', '9']) {
    const Actions = [forwardTo(blue.TargetGroupArn)];
    tables.elbv2.rules.put(Priority, ruleRow({ Priority, Actions, RuleArn: Priority }));
  }
  expect(routes(region)?.listeners[0]?.rules).toEqual(
    [9, 10].map((priority) => ({
      priority,
      conditions: [{ field: 'path-pattern', values: ['/api/*'] }],
      action: { kind: 'forward', groups: [{ TargetGroupArn: blue.TargetGroupArn, weight: 1 }] },
    })),
  );
  expect(routes(region)?.groups).toHaveLength(2);
});

test.each([
  [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv4: '0.0.0.0/0' }, true],
  [{ IpProtocol: '-1', CidrIpv4: '198.18.0.0/21' }, true],
  [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1024, CidrIpv4: '127.0.0.1/32' }, true],
  [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '0.0.0.0/0' }, false],
  [{ IpProtocol: 'udp', FromPort: 80, ToPort: 80, CidrIpv4: '0.0.0.0/0' }, false],
  [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv4: '10.0.0.0/8' }, false],
  [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv6: '::/0' }, false],
  [{ IpProtocol: '-1', ReferencedGroupInfo: { GroupId: 'sg-0a' } }, false],
  [{ IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', GroupId: 'sg-0b' }, false],
  [{ IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', IsEgress: true }, false],
])('With %j alone, the port is open to this machine: %s', (rule, isOpen) => {
  const region = elbv2Region(0);
  const base = { SecurityGroupRuleId: 'sgr-0a', GroupId: 'sg-0a', IsEgress: false };
  region.tables.ec2.securityGroupRules.put('sgr-0a', { ...base, ...rule });
  expect(routes(region)?.listeners[0]?.isOpen).toBe(isOpen);
});

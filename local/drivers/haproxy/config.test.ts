import { describe, expect, test } from 'vitest';
import { configOf } from './config.ts';
import {
  forwardTo,
  LoadBalancerArn,
  otherGroupArn,
  routedGroup,
  routedListener,
  routedLoadBalancer,
  TargetGroupArn,
} from './testing/routed.ts';
import { routedTarget } from './testing/target.ts';

const folder = '/region/loadBalancers';
const first = routedTarget({ name: 'i-1', port: 8080 });
const second = routedTarget({ name: 'i-2', port: 8080 });

/** The sections of a configuration, without what is the same in all. */
function sections(...loadBalancers: Parameters<typeof configOf>[0]): string {
  const { text } = configOf(loadBalancers, folder);
  return text.slice(text.indexOf('frontend '));
}

test('A load balancer of one group', async () => {
  const groups = [routedGroup({ targets: [first, { ...second, state: 'draining', share: 0.25 }] })];
  const { text } = configOf([routedLoadBalancer({ groups })], folder);
  await expect(text).toMatchFileSnapshot('testing/oneGroup.cfg');
});

test('A load balancer with rules, weights, stickiness and a listener that nobody may reach', async () => {
  const loadBalancer = routedLoadBalancer({
    idleTimeoutSeconds: 120,
    dropsInvalidHeaders: true,
    xForwardedFor: 'remove',
    listeners: [
      routedListener({
        rules: [
          {
            priority: 1,
            conditions: [
              { field: 'path-pattern', values: ['/api/*', '/v?'] },
              { field: 'host-header', values: ['*.example.com'] },
              { field: 'http-request-method', values: ['GET', 'HEAD'] },
            ],
            action: {
              kind: 'forward',
              groups: [
                { TargetGroupArn, weight: 90 },
                { TargetGroupArn: otherGroupArn, weight: 10 },
              ],
            },
          },
          {
            priority: 2,
            conditions: [
              { field: 'source-ip', values: ['10.0.0.0/8'] },
              { field: 'http-header', name: 'User-Agent', values: ["*Bot's*"] },
              { field: 'query-string', values: [{ key: 'v', value: '1*' }, { value: 'x' }] },
            ],
            action: {
              kind: 'redirect',
              protocol: 'HTTPS',
              host: '#{host}',
              port: '443',
              path: '/#{path}',
              query: '#{query}',
              statusCode: 301,
            },
          },
        ],
        defaultAction: {
          kind: 'fixed-response',
          statusCode: 404,
          contentType: 'text/plain',
          body: 'It\'s "not" here,\n100 %\n',
        },
      }),
      routedListener({
        ListenerArn: LoadBalancerArn.replace(':loadbalancer/', ':listener/').concat('/02'),
        port: 81,
        isOpen: false,
      }),
    ],
    groups: [
      routedGroup({ targets: [first], stickySeconds: 3600 }),
      routedGroup({ TargetGroupArn: otherGroupArn, algorithm: 'least_outstanding_requests' }),
    ],
  });
  await expect(sections(loadBalancer)).toMatchFileSnapshot('testing/rules.cfg');
});

describe('What a running process must load again is', () => {
  const structure = (...groups: Parameters<typeof routedGroup>[0][]) =>
    configOf([routedLoadBalancer({ groups: groups.map(routedGroup) })], folder).structure;

  test('not the targets', () => {
    expect(structure({ targets: [first] })).toBe(structure({ targets: [second] }));
    expect(structure({ targets: [first] })).toBe(structure({ targets: [] }));
  });
  test('the targets of a group with stickiness, whose cookies cannot be told later', () => {
    const sticky = { stickySeconds: 60 };
    expect(structure({ targets: [first], ...sticky })).not.toBe(
      structure({ targets: [second], ...sticky }),
    );
  });
  test('everything else', () => {
    expect(structure({})).not.toBe(structure({ algorithm: 'least_outstanding_requests' }));
    expect(structure({})).not.toBe(structure());
  });
});

test('A group without a backend, or with no weight, is answered by 503', () => {
  const answers = [
    forwardTo(otherGroupArn),
    { kind: 'forward' as const, groups: [{ TargetGroupArn, weight: 0 }] },
  ].map((defaultAction) =>
    sections(routedLoadBalancer({ listeners: [routedListener({ defaultAction })] })),
  );
  for (const text of answers) {
    expect(text).toContain('http-request return status 503');
    expect(text).not.toContain('use_backend');
  }
});

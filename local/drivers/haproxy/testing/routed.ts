// For tests: load balancers as the controller describes them.

import type {
  RoutedAction,
  RoutedGroup,
  RoutedListener,
  RoutedLoadBalancer,
} from '../../loadBalancers.ts';

const origin = 'arn:aws:elasticloadbalancing:eu-central-1:000000000000';
export const LoadBalancerArn = `${origin}:loadbalancer/app/web/50dc6c495c0c9188`;
export const ListenerArn = `${origin}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`;
export const TargetGroupArn = `${origin}:targetgroup/web/73e2d6bc24d8a067`;
export const otherGroupArn = `${origin}:targetgroup/blue/2453ed029918f21f`;

export function routedGroup(changes: Partial<RoutedGroup> = {}): RoutedGroup {
  return { TargetGroupArn, algorithm: 'round_robin', targets: [], ...changes };
}

export function forwardTo(...arns: readonly string[]): RoutedAction {
  return {
    kind: 'forward',
    groups: arns.map((arn) => ({ TargetGroupArn: arn, weight: 1 })),
  };
}

export function routedListener(changes: Partial<RoutedListener> = {}): RoutedListener {
  return {
    ListenerArn,
    port: 80,
    isOpen: true,
    rules: [],
    defaultAction: forwardTo(TargetGroupArn),
    ...changes,
  };
}

export function routedLoadBalancer(changes: Partial<RoutedLoadBalancer> = {}): RoutedLoadBalancer {
  return {
    LoadBalancerArn,
    address: '127.0.3.1',
    idleTimeoutSeconds: 60,
    dropsInvalidHeaders: false,
    xForwardedFor: 'append',
    listeners: [routedListener()],
    groups: [routedGroup()],
    ...changes,
  };
}

// What load balancers route, as their records and the health of their targets say: records → routes.

import type {
  RoutedGroup,
  RoutedListener,
  RoutedLoadBalancer,
  RoutedTarget,
} from '../drivers/loadBalancers.ts';
import type {
  Elbv2Tables,
  ListenerRow,
  LoadBalancerRow,
  TargetGroupRow,
  TargetRow,
} from '../store/elbv2.ts';
import { routedAction, routedCondition } from './listenerRules.ts';
import { isOpenTo } from './openPorts.ts';
import { groupUsers, type RegionTables, type TargetPlace, targetPlaces } from './targetPlaces.ts';

/** @param callerAddress as security groups see whoever connects from this machine */
export function routesOf(
  tables: RegionTables,
  callerAddress: string,
  now: Date,
): RoutedLoadBalancer[] {
  const users = groupUsers(tables);
  const targets = Map.groupBy(tables.elbv2.targets.list(), (row) => row.TargetGroupArn);
  return tables.elbv2.loadBalancers.list().map((row) => {
    const places = targetPlaces(tables, row);
    const isOpen = (port: number) => isOpenTo(tables.ec2, row.SecurityGroups, port, callerAddress);
    const { attributes } = row;
    return {
      LoadBalancerArn: row.LoadBalancerArn,
      address: row.address,
      idleTimeoutSeconds: Number(attributes['idle_timeout.timeout_seconds'] ?? 60),
      dropsInvalidHeaders: attributes['routing.http.drop_invalid_header_fields.enabled'] === 'true',
      xForwardedFor: forwardedForOf(row),
      listeners: listenersOf(tables.elbv2, row, isOpen),
      groups: tables.elbv2.targetGroups
        .list()
        .filter((group) => users.get(group.TargetGroupArn)?.LoadBalancerArn === row.LoadBalancerArn)
        .map((group) => routedGroup(group, targets.get(group.TargetGroupArn) ?? [], places, now)),
    };
  });
}

function forwardedForOf({ attributes }: LoadBalancerRow): RoutedLoadBalancer['xForwardedFor'] {
  const mode = attributes['routing.http.xff_header_processing.mode'];
  return mode === 'preserve' || mode === 'remove' ? mode : 'append';
}

function listenersOf(
  { listeners, rules }: Elbv2Tables,
  { LoadBalancerArn }: LoadBalancerRow,
  isOpen: (port: number) => boolean,
): RoutedListener[] {
  const own = listeners
    .list()
    .filter((row) => row.LoadBalancerArn === LoadBalancerArn && row.Protocol === 'HTTP');
  return own.map(({ ListenerArn, Port, DefaultActions }: ListenerRow) => ({
    ListenerArn,
    port: Port,
    isOpen: isOpen(Port),
    rules: rules
      .list()
      .filter((rule) => rule.ListenerArn === ListenerArn)
      .map(({ Priority, Conditions, Actions }) => ({
        priority: Number(Priority),
        conditions: Conditions.flatMap((condition) => routedCondition(condition) ?? []),
        action: routedAction(Actions),
      }))
      .sort((one, other) => one.priority - other.priority),
    defaultAction: routedAction(DefaultActions),
  }));
}

function routedGroup(
  { TargetGroupArn, attributes }: TargetGroupRow,
  rows: readonly TargetRow[],
  places: (row: TargetRow) => TargetPlace | undefined,
  now: Date,
): RoutedGroup {
  const algorithm = algorithmOf(attributes['load_balancing.algorithm.type']);
  const slowStart =
    algorithm === 'round_robin' ? Number(attributes['slow_start.duration_seconds'] ?? 0) : 0;
  const placed = rows.flatMap((row) => {
    const place = places(row);
    return place ? [{ row, place }] : [];
  });
  const registered = placed.filter(
    ({ row, place }) => place.isRunning && row.TargetHealth.State !== 'draining',
  );
  const healthy = registered.filter(({ row }) => row.TargetHealth.State === 'healthy');
  // Fails open: where none is healthy, all are asked.
  const asked = new Set((healthy.length > 0 ? healthy : registered).map(({ row }) => row));
  const shares = healthy.map(({ row }) => shareOf(row, slowStart, now));
  // A slow start needs somebody who takes the rest.
  const isSlow = shares.includes(1);
  const isSticky =
    attributes['stickiness.enabled'] === 'true' && attributes['stickiness.type'] !== 'app_cookie';
  return {
    TargetGroupArn,
    algorithm,
    ...(isSticky && {
      stickySeconds: Number(attributes['stickiness.lb_cookie.duration_seconds'] ?? 86_400),
    }),
    targets: placed.map(
      ({ row, place: { address, sourceAddress } }): RoutedTarget => ({
        id: `${row.Id}:${row.Port}`,
        address,
        port: row.Port,
        sourceAddress,
        state: asked.has(row) ? 'ready' : 'draining',
        share: isSlow && asked.has(row) ? shareOf(row, slowStart, now) : 1,
      }),
    ),
  };
}

function algorithmOf(type: string | undefined): RoutedGroup['algorithm'] {
  return type === 'least_outstanding_requests' || type === 'weighted_random' ? type : 'round_robin';
}

/** Linear since it became healthy. */
function shareOf({ since }: TargetRow, slowStartSeconds: number, now: Date): number {
  if (slowStartSeconds === 0) return 1;
  const seconds = (now.getTime() - since.getTime()) / 1000;
  return Math.min(1, Math.max(0, seconds / slowStartSeconds));
}

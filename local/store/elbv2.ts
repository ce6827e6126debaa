// Elastic Load Balancing's records, under AWS's names. Tags stand in a table of their own, by ARN.

import type {
  Listener,
  LoadBalancer,
  Rule,
  Tag,
  TargetGroup,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Store, Table } from './store.ts';

/** A record of the SDK's type, with the members that it always has. */
type Row<Type, Always extends keyof Type> = Omit<Type, Always> & {
  readonly [Key in Always]-?: NonNullable<Type[Key]>;
};

/** Values by key, as DescribeLoadBalancerAttributes and its like show them. */
export type Attributes = Readonly<Record<string, string>>;

export type LoadBalancerRow = Row<
  LoadBalancer,
  | 'LoadBalancerArn'
  | 'LoadBalancerName'
  | 'DNSName'
  | 'Scheme'
  | 'Type'
  | 'VpcId'
  | 'SecurityGroups'
  | 'AvailabilityZones'
  | 'CreatedTime'
  | 'State'
> & {
  /** Ours: where it listens on this machine, of 127.0.0.0/16. */
  readonly address: string;
  readonly attributes: Attributes;
  /** Ours: its network interfaces, one for each of its subnets, by subnet id. */
  readonly interfaceIds: Readonly<Record<string, string>>;
};

export type TargetGroupRow = Row<
  Omit<TargetGroup, 'LoadBalancerArns'>,
  | 'TargetGroupArn'
  | 'TargetGroupName'
  | 'Protocol'
  | 'Port'
  | 'VpcId'
  | 'TargetType'
  | 'HealthCheckEnabled'
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
> & { readonly attributes: Attributes };

export type ListenerRow = Row<
  Listener,
  'ListenerArn' | 'LoadBalancerArn' | 'Port' | 'Protocol' | 'DefaultActions'
> & { readonly attributes: Attributes };

/** Default rules are not among them: they are their listeners' `DefaultActions`. */
export type RuleRow = Row<Rule, 'RuleArn' | 'Priority' | 'Conditions' | 'Actions'> & {
  /** Ours. */
  readonly ListenerArn: string;
};

/** Of a target that is registered or drains. `unused` is not kept: it follows from the listeners. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export type TargetRow = {
  readonly TargetGroupArn: string;
  /** An instance's id. */
  readonly Id: string;
  readonly Port: number;
  readonly registeredAt: Date;
  /** As DescribeTargetHealth shows it; `Reason` and `Description` are missing while it is `healthy`. */
  readonly TargetHealth: TargetHealth & { readonly State: TargetState };
  /** Since when it is in that state. */
  readonly since: Date;
};

export type Elbv2Tables = ReturnType<typeof elbv2Tables>;

/** Keyed by ARN; `targets` by {@link targetKey}. */
export function elbv2Tables(store: Store) {
  const table = <Type>(kind: string): Table<Type> => store.table<Type>(`elbv2.${kind}`);
  return {
    tags: table<readonly Tag[]>('tags'),
    loadBalancers: table<LoadBalancerRow>('load-balancer'),
    targetGroups: table<TargetGroupRow>('target-group'),
    listeners: table<ListenerRow>('listener'),
    rules: table<RuleRow>('rule'),
    targets: table<TargetRow>('target'),
  };
}

export function targetKey({
  TargetGroupArn,
  Id,
  Port,
}: Pick<TargetRow, 'TargetGroupArn' | 'Id' | 'Port'>): string {
  return `${TargetGroupArn} ${Id} ${Port}`;
}

// Where targets are: which load balancer asks them, from which address, and at which.

import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Ec2Tables, NetworkInterfaceRow } from '../store/ec2.ts';
import type { Elbv2Tables, LoadBalancerRow, TargetRow } from '../store/elbv2.ts';

export type RegionTables = { readonly ec2: Ec2Tables; readonly elbv2: Elbv2Tables };

export type TargetPlace = {
  /** Its interface's `hostAddress`. */
  readonly address: string;
  readonly PrivateIpAddress: string;
  /** `hostAddress` of the load balancer's interface in the target's zone. */
  readonly sourceAddress: string;
  /** False while it stops, shuts down or is off. */
  readonly isRunning: boolean;
};

/** Looks targets up for one load balancer; undefined for those that it cannot reach at all. */
export function targetPlaces(
  { ec2 }: RegionTables,
  loadBalancer: LoadBalancerRow,
): (target: Pick<TargetRow, 'Id'>) => TargetPlace | undefined {
  const primary = primaryInterfaces(ec2);
  // One per zone: AWS takes no more than one subnet of each.
  const sources = new Map(
    Object.entries(loadBalancer.interfaceIds).map(([SubnetId, id]) => [
      ec2.subnets.get(SubnetId)?.AvailabilityZone,
      ec2.networkInterfaces.get(id)?.hostAddress,
    ]),
  );
  return ({ Id }) => {
    const instance = ec2.instances.get(Id);
    const own = primary.get(Id);
    // Targets of zones that are not enabled get no requests.
    const sourceAddress = sources.get(instance?.Placement.AvailabilityZone);
    if (!instance || !own || sourceAddress === undefined) return undefined;
    return {
      address: own.hostAddress,
      PrivateIpAddress: own.PrivateIpAddress,
      sourceAddress,
      isRunning: instance.State.Name === 'running',
    };
  };
}

/** The load balancer that forwards to each target group, by the group's ARN; AWS allows one. */
export function groupUsers({ elbv2 }: RegionTables): ReadonlyMap<string, LoadBalancerRow> {
  const users = new Map<string, LoadBalancerRow>();
  const use = (LoadBalancerArn: string | undefined, actions: readonly Action[]) => {
    const loadBalancer = elbv2.loadBalancers.get(LoadBalancerArn ?? '');
    if (loadBalancer) for (const arn of groupsIn(actions)) users.set(arn, loadBalancer);
  };
  for (const row of elbv2.listeners.list()) use(row.LoadBalancerArn, row.DefaultActions);
  for (const { ListenerArn, Actions } of elbv2.rules.list()) {
    use(elbv2.listeners.get(ListenerArn)?.LoadBalancerArn, Actions);
  }
  return users;
}

/** The target groups that actions forward to. */
export function groupsIn(actions: readonly Action[]): string[] {
  return actions.flatMap(({ TargetGroupArn, ForwardConfig }) => {
    const several = ForwardConfig?.TargetGroups?.flatMap((group) => group.TargetGroupArn ?? []);
    return several ?? TargetGroupArn ?? [];
  });
}

function primaryInterfaces(ec2: Ec2Tables): ReadonlyMap<string, NetworkInterfaceRow> {
  const attached = ec2.networkInterfaces
    .list()
    .filter(({ Attachment }) => (Attachment?.DeviceIndex ?? 0) === 0);
  return new Map(attached.map((row) => [row.Attachment?.InstanceId ?? '', row]));
}

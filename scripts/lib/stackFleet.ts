// A stack's fleet, found by the tag that the program puts on its group: whoever looks needs neither Pulumi nor its
// state.

import {
  type AutoScalingGroup,
  paginateDescribeAutoScalingGroups,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RolloutClients } from './rollout/rolloutClients.ts';
import type { StackSettings } from './stackSettings.ts';

export type StackFleet = {
  readonly group: AutoScalingGroup;
  readonly autoScalingGroupName: string;
  readonly targetGroupArn: string;
  /** `app/<name>/<id>` and `targetgroup/<name>/<id>`, as metrics have them. */
  readonly dimensions: { readonly LoadBalancer: string; readonly TargetGroup: string };
  /** Where the app answers; such that this machine reaches it. */
  readonly url: string;
};

/** @throws where the stack has none: saying how it gets one */
export async function requireStackFleet(
  clients: Pick<RolloutClients, 'autoScaling' | 'elbv2'>,
  settings: Pick<StackSettings, 'stack' | 'domain'>,
): Promise<StackFleet> {
  const fleet = await findStackFleet(clients, settings);
  if (fleet) return fleet;
  const { stack } = settings;
  throw new Error(
    `The stack ${stack} has no fleet: expected an Auto Scaling group with the tag rollover:stack ${stack}. ` +
      `Make it: npm run deploy -- --stack ${stack}`,
  );
}

export async function findStackFleet(
  { autoScaling, elbv2 }: Pick<RolloutClients, 'autoScaling' | 'elbv2'>,
  { stack, domain }: Pick<StackSettings, 'stack' | 'domain'>,
): Promise<StackFleet | undefined> {
  const group = await findGroup(autoScaling, stack);
  const [targetGroupArn] = group?.TargetGroupARNs ?? [];
  if (!group || targetGroupArn === undefined) return undefined;
  const { TargetGroups } = await elbv2.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] }),
  );
  const [loadBalancerArn] = TargetGroups?.[0]?.LoadBalancerArns ?? [];
  if (loadBalancerArn === undefined) return undefined;
  const { LoadBalancers } = await elbv2.send(
    new DescribeLoadBalancersCommand({ LoadBalancerArns: [loadBalancerArn] }),
  );
  return {
    group,
    autoScalingGroupName: group.AutoScalingGroupName ?? '',
    targetGroupArn,
    dimensions: {
      LoadBalancer: loadBalancerArn.split(':loadbalancer/')[1] ?? '',
      TargetGroup: targetGroupArn.split(':').at(-1) ?? '',
    },
    url: domain === undefined ? `http://${hostOf(LoadBalancers?.[0])}` : `https://${domain}`,
  };
}

async function findGroup(
  client: RolloutClients['autoScaling'],
  stack: string,
): Promise<AutoScalingGroup | undefined> {
  const Filters = [{ Name: 'tag:rollover:stack', Values: [stack] }];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, { Filters })) {
    // One that is being deleted has a Status.
    const group = page.AutoScalingGroups?.find(({ Status }) => Status === undefined);
    if (group) return group;
  }
  return undefined;
}

/** A local one says where it listens, since this machine's resolver does not know its name; AWS's do not. */
function hostOf({ DNSName = '', AvailabilityZones = [] }: LoadBalancer = {}): string {
  const [address] = AvailabilityZones.flatMap(
    ({ LoadBalancerAddresses = [] }) => LoadBalancerAddresses,
  ).flatMap(({ IpAddress }) => IpAddress ?? []);
  return address ?? DNSName;
}

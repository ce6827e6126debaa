// What the region's records say of a group's members: EC2's states, the load balancers' and the alarms'.

import type { InstanceStateName } from '@aws-sdk/client-ec2';
import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { ec2Tables } from '../../store/ec2.ts';
import { type Elbv2Tables, elbv2Tables, type TargetState } from '../../store/elbv2.ts';
import type { Store } from '../../store/store.ts';
import type { Facts } from './view.ts';

export function factsOf(store: Store): Facts {
  const { instances } = ec2Tables(store);
  const { alarms } = cloudWatchTables(store);
  const elbv2 = elbv2Tables(store);
  const used = usedTargetGroups(elbv2);
  const targets = new Map<string, TargetState>();
  for (const { TargetGroupArn, Id, TargetHealth } of elbv2.targets.list()) {
    // Nobody checks the targets of a group that no load balancer uses: nothing is held against them.
    const isUnchecked = !used.has(TargetGroupArn) && TargetHealth.State !== 'draining';
    targets.set(`${TargetGroupArn} ${Id}`, isUnchecked ? 'healthy' : TargetHealth.State);
  }
  return {
    // The region's own controller writes no other names.
    ec2State: (id) => instances.get(id)?.State.Name as InstanceStateName | undefined,
    targetState: (arn, id) => targets.get(`${arn} ${id}`),
    isInAlarm: (name) => alarms.get(name)?.StateValue === 'ALARM',
  };
}

function usedTargetGroups({ listeners, rules }: Elbv2Tables): ReadonlySet<string> {
  const actions = [
    ...listeners.list().flatMap(({ DefaultActions }) => DefaultActions),
    ...rules.list().flatMap(({ Actions }) => Actions),
  ];
  return new Set(
    actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
      TargetGroupArn ?? '',
      ...(ForwardConfig?.TargetGroups ?? []).map((each) => each.TargetGroupArn ?? ''),
    ]),
  );
}

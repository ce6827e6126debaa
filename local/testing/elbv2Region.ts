// For tests: a store with a load balancer that forwards to instances, one in each of some zones.

import { onTestFinished } from 'vitest';
import { ec2Tables } from '../store/ec2.ts';
import { elbv2Tables, type TargetRow, targetKey } from '../store/elbv2.ts';
import { openStore } from '../store/store.ts';
import { instanceRow, interfaceRow } from './ec2Rows.ts';
import { listenerRow, loadBalancerRow, targetGroupRow, targetRow } from './elbv2Rows.ts';

export const zones = ['a', 'b'] as const;
const ids = { a: 'subnet-0a', b: 'subnet-0b' } as const;

/**
 * Instances `i-1`, `i-2`, …, in the zones by turns, at 10.0.0.<n> and at the host's 198.18.0.<n>, registered in
 * one group. The load balancer's interfaces are at 198.18.1.1 and 198.18.1.2.
 */
export function elbv2Region(count: number, target: Partial<TargetRow> = {}) {
  const store = openStore(':memory:');
  onTestFinished(() => store.close());
  const tables = { ec2: ec2Tables(store), elbv2: elbv2Tables(store) };
  const { ec2, elbv2 } = tables;
  for (const [index, zone] of zones.entries()) {
    ec2.subnets.put(ids[zone], {
      SubnetId: ids[zone],
      VpcId: 'vpc-0a',
      CidrBlock: `10.0.${index}.0/24`,
      AvailabilityZone: `eu-central-1${zone}`,
    });
    const NetworkInterfaceId = `eni-${zone}`;
    const hostAddress = `198.18.1.${index + 1}`;
    const { Attachment: _, ...row } = interfaceRow({ NetworkInterfaceId, hostAddress });
    ec2.networkInterfaces.put(NetworkInterfaceId, { ...row, RequesterManaged: true });
  }
  const loadBalancer = loadBalancerRow({
    SecurityGroups: ['sg-0a'],
    interfaceIds: { [ids.a]: 'eni-a', [ids.b]: 'eni-b' },
  });
  elbv2.loadBalancers.put(loadBalancer.LoadBalancerArn, loadBalancer);
  const group = targetGroupRow();
  elbv2.targetGroups.put(group.TargetGroupArn, group);
  const listener = listenerRow();
  elbv2.listeners.put(listener.ListenerArn, listener);
  for (let number = 1; number <= count; number++) {
    const InstanceId = `i-${number}`;
    const zone = zones[(number - 1) % zones.length] ?? 'a';
    const PrivateIpAddress = `10.0.0.${number}`;
    ec2.instances.put(
      InstanceId,
      instanceRow({
        InstanceId,
        PrivateIpAddress,
        Placement: { AvailabilityZone: `eu-central-1${zone}` },
      }),
    );
    const NetworkInterfaceId = `eni-${number}`;
    ec2.networkInterfaces.put(
      NetworkInterfaceId,
      interfaceRow({
        NetworkInterfaceId,
        PrivateIpAddress,
        hostAddress: `198.18.0.${number}`,
        Attachment: { InstanceId, DeviceIndex: 0 },
      }),
    );
    const row = targetRow({ Id: InstanceId, ...target });
    elbv2.targets.put(targetKey(row), row);
  }
  /** Changes a target's record. */
  const changeTarget = (Id: string, changes: Partial<TargetRow>) => {
    const key = targetKey(targetRow({ Id }));
    elbv2.targets.put(key, { ...targetRow({ Id }), ...elbv2.targets.get(key), ...changes });
  };
  return { store, tables, loadBalancer, group, listener, changeTarget };
}

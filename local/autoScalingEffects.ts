// What Auto Scaling's controller has EC2 and the load balancers do in this region.

import type {
  InstanceNetworkInterfaceSpecification,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import type { GroupEffects } from './controllers/autoScaling/groupActions.ts';
import { terminateInstance } from './services/ec2/instanceStates.ts';
import { runInstances } from './services/ec2/runInstances.ts';
import { deregisterInstance, registerInstance } from './services/elbv2/targetRows.ts';
import type { Context } from './services/shared/context.ts';
import { ec2Tables } from './store/ec2.ts';

export function autoScalingEffects(context: Context): GroupEffects {
  const { store } = context;
  return {
    launch(group, { LaunchTemplateId, Version }, { SubnetId }) {
      const propagated = group.Tags.filter(({ PropagateAtLaunch }) => PropagateAtLaunch);
      const tags = propagated.map(({ Key = '', Value = '' }) => ({ Key, Value }));
      const input = {
        MinCount: 1,
        MaxCount: 1,
        LaunchTemplate: { LaunchTemplateId, Version },
        ...placed(context, { LaunchTemplateId, Version }, SubnetId),
        ...(tags.length > 0 && {
          TagSpecifications: [{ ResourceType: 'instance' as const, Tags: tags }],
        }),
      };
      const name = group.AutoScalingGroupName;
      // One inside another's: of a launch that fails nothing is kept, of the group's look the rest is.
      const { Instances } = store.transaction(() =>
        runInstances(input, context, [{ Key: 'aws:autoscaling:groupName', Value: name }]),
      );
      const [launched] = Instances;
      if (!launched?.InstanceId || !launched.InstanceType) {
        throw new Error('EC2 did not say what it launched.');
      }
      return { InstanceId: launched.InstanceId, InstanceType: launched.InstanceType };
    },
    terminate: (InstanceId) => terminateInstance(context, InstanceId),
    register(arn, ids) {
      for (const id of ids) registerInstance(context, arn, id);
    },
    deregister(arn, ids) {
      for (const id of ids) deregisterInstance(context, arn, id);
    },
  };
}

/** In the group's subnet: said of the instance, or of the interface that the template describes. */
function placed(
  { store }: Context,
  { LaunchTemplateId, Version }: { readonly LaunchTemplateId: string; readonly Version: string },
  SubnetId: string,
): Pick<RunInstancesRequest, 'SubnetId' | 'NetworkInterfaces'> {
  const version = ec2Tables(store).launchTemplateVersions.get(`${LaunchTemplateId} ${Version}`);
  const [first] = version?.LaunchTemplateData.NetworkInterfaces ?? [];
  if (!first) return { SubnetId };
  // What a template answers of an interface is what it was given.
  return { NetworkInterfaces: [{ ...first, SubnetId } as InstanceNetworkInterfaceSpecification] };
}

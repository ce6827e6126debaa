// What refers to images, anywhere in the account and region. Images are read before this, and here in the order in
// which a rollout hands its image on, so that one that moves meanwhile is seen at least once:
//
//   groups ─▶ active refreshes ─▶ groups again ─▶ instances ─▶ launch template versions ─▶ parameters
//
// A refresh that succeeds in between has given its version to its group by then. A release is written before there
// is a version of it, and stays written: the parameters are the last.

import {
  type AutoScalingGroup,
  paginateDescribeAutoScalingGroups,
  paginateDescribeInstanceRefreshes,
  paginateDescribeLaunchConfigurations,
} from '@aws-sdk/client-auto-scaling';
import { type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import { isFinal } from '../rollout/rolloutRefreshes.ts';
import { collect, lookUp } from './lookUp.ts';
import { readParameters } from './pruneParameters.ts';
import type { References, Use } from './prunePlan.ts';
import { readTemplates, type VersionName, versionsIn } from './pruneTemplates.ts';

export type PruneClients = Pick<RolloutClients, 'autoScaling' | 'ec2' | 'ssm'>;

/** @throws LookUpFailure where anything of it cannot be found out */
export async function readReferences(clients: PruneClients): Promise<References> {
  const { autoScaling, ec2 } = clients;
  const before = await readGroups(autoScaling);
  const ofRefreshes = await readRefreshes(autoScaling, before);
  const groups = [...before, ...(await readGroups(autoScaling))];
  const ofConfigurations = await readConfigurations(autoScaling, groups);
  const instances = await readInstances(ec2);
  const versions = [
    ...groups.flatMap(versionsOfGroup),
    ...ofRefreshes,
    ...instances.flatMap(versionOfInstance),
  ];
  const ofTemplates = await readTemplates(clients, versions);
  const { uses, ledgers } = await readParameters(clients.ssm);
  return {
    uses: [...uses, ...ofTemplates, ...ofConfigurations, ...instances.flatMap(useByInstance)],
    ledgers,
  };
}

function readGroups(client: PruneClients['autoScaling']): Promise<readonly AutoScalingGroup[]> {
  return lookUp('the Auto Scaling groups (autoscaling:DescribeAutoScalingGroups)', () =>
    collect(
      paginateDescribeAutoScalingGroups({ client, pageSize: 100 }, {}),
      (page) => page.AutoScalingGroups,
    ),
  );
}

function versionsOfGroup(group: AutoScalingGroup): readonly VersionName[] {
  const { AutoScalingGroupName, LaunchTemplate, MixedInstancesPolicy, Instances = [] } = group;
  const by = `the group ${AutoScalingGroupName}`;
  const ofMembers = Instances.map((member) => ({ LaunchTemplate: member.LaunchTemplate }));
  return [{ LaunchTemplate, MixedInstancesPolicy }, ...ofMembers].flatMap((each) =>
    versionsIn(each, by),
  );
}

/** What active refreshes are to bring. What a rollback goes back to, the group itself names until they succeed. */
async function readRefreshes(
  client: PruneClients['autoScaling'],
  groups: readonly AutoScalingGroup[],
): Promise<readonly VersionName[]> {
  const versions: VersionName[] = [];
  for (const { AutoScalingGroupName } of groups) {
    const refreshes = await lookUp(
      `the instance refreshes of ${AutoScalingGroupName} (autoscaling:DescribeInstanceRefreshes)`,
      () =>
        collect(
          paginateDescribeInstanceRefreshes({ client }, { AutoScalingGroupName }),
          (page) => page.InstanceRefreshes,
        ),
    );
    for (const { Status, DesiredConfiguration = {} } of refreshes) {
      if (isFinal(Status)) continue;
      const by = `the instance refresh of ${AutoScalingGroupName}`;
      versions.push(...versionsIn(DesiredConfiguration, by));
    }
  }
  return versions;
}

/** Launch configurations, which came before launch templates. */
async function readConfigurations(
  client: PruneClients['autoScaling'],
  groups: readonly AutoScalingGroup[],
): Promise<readonly Use[]> {
  const names = new Set(
    groups
      .flatMap((group) => [group, ...(group.Instances ?? [])])
      .flatMap(({ LaunchConfigurationName }) => LaunchConfigurationName ?? []),
  );
  if (names.size === 0) return [];
  const all = await lookUp(
    'the launch configurations (autoscaling:DescribeLaunchConfigurations)',
    () =>
      collect(
        paginateDescribeLaunchConfigurations({ client }, {}),
        (page) => page.LaunchConfigurations,
      ),
  );
  return all.flatMap(({ LaunchConfigurationName = '', ImageId }) =>
    ImageId !== undefined && names.has(LaunchConfigurationName)
      ? [{ id: ImageId, by: `the launch configuration ${LaunchConfigurationName}` }]
      : [],
  );
}

const states = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

function readInstances(client: PruneClients['ec2']): Promise<readonly Instance[]> {
  const Filters = [{ Name: 'instance-state-name', Values: states }];
  return lookUp('the instances (ec2:DescribeInstances)', () =>
    collect(paginateDescribeInstances({ client, pageSize: 1000 }, { Filters }), (page) =>
      page.Reservations?.flatMap(({ Instances = [] }) => Instances),
    ),
  );
}

function useByInstance({ ImageId, InstanceId, State }: Instance): readonly Use[] {
  return ImageId === undefined ? [] : [{ id: ImageId, by: `${InstanceId}, ${State?.Name}` }];
}

/** EC2 tags an instance with the version that it was launched from. */
function versionOfInstance({ Tags = [] }: Instance): readonly VersionName[] {
  const tag = (name: string) =>
    Tags.find(({ Key }) => Key === `aws:ec2launchtemplate:${name}`)?.Value;
  const [LaunchTemplateId, Version] = [tag('id'), tag('version')];
  if (LaunchTemplateId === undefined || Version === undefined) return [];
  return [{ LaunchTemplateId, Version, by: 'an instance' }];
}

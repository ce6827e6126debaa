// aws:autoscaling/group:Group, from a launch template. It starts no instance refresh: scripts/rollout.ts does.

import type { Properties } from '../../provider.ts';
import type { AwsOf } from '../aws.ts';
import { hasToken, tagsOf } from '../ec2/tags.ts';
import { fromMembers } from '../members.ts';
import { resourceType } from '../resourceType.ts';
import { describeGroup } from './capacity.ts';
import { changeMetrics, changeProcesses, changeSizes, changeTargetGroups } from './groupChanges.ts';
import { deleteGroup } from './groupDeletion.ts';
import {
  changedSettings,
  checkGroup,
  kept,
  properties,
  settingNames,
  settingsOf,
} from './groupSettings.ts';
import { changeTags, tagList } from './groupTags.ts';

export const group = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'autoscaling/groupSettings.ts',
    properties,
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    check: checkGroup,
    refuses: {
      instanceRefresh:
        'expected nothing: a rollout is scripts/rollout.ts, which waits for it and fails with it, and the ' +
        'provider would start another one beside it',
    },
    kept,
    gone: [],
    inUse: ['ResourceInUseFault', 'ScalingActivityInProgressFault'],
    async create(inputs, { autoScaling }, token) {
      const { name = '' } = inputs;
      await autoScaling.createAutoScalingGroup({
        AutoScalingGroupName: name,
        MinSize: inputs.minSize,
        MaxSize: inputs.maxSize,
        DesiredCapacity: inputs.desiredCapacity,
        ...settingsOf(inputs),
        TargetGroupARNs: inputs.targetGroupArns && [...inputs.targetGroupArns],
        Tags: tagList(name, inputs.tags, token),
      });
      return name;
    },
    async find({ name = '' }, aws, token) {
      return hasToken((await describeGroup(name, aws))?.Tags, token) ? name : undefined;
    },
    async read(name, aws, known): Promise<Properties | undefined> {
      const found = await describeGroup(name, aws);
      if (!found) return undefined;
      const { LaunchTemplate, EnabledMetrics = [], TerminationPolicies = [] } = found;
      const isDefault = TerminationPolicies.join() === 'Default' && !known.terminationPolicies;
      const tags = (found.Tags ?? []).filter(({ Key }) => tagsOf([{ Key, Value: '' }]).tags);
      return {
        ...fromMembers(fromGroup, { ...found }),
        arn: found.AutoScalingGroupARN,
        name,
        launchTemplate: LaunchTemplate && {
          id: LaunchTemplate.LaunchTemplateId,
          name: LaunchTemplate.LaunchTemplateName,
          version: LaunchTemplate.Version,
        },
        vpcZoneIdentifiers: found.VPCZoneIdentifier?.split(',').filter((id) => id !== ''),
        targetGroupArns: found.TargetGroupARNs,
        protectFromScaleIn: found.NewInstancesProtectedFromScaleIn,
        terminationPolicies: isDefault ? undefined : TerminationPolicies,
        enabledMetrics: EnabledMetrics.map(({ Metric }) => Metric),
        metricsGranularity: EnabledMetrics[0]?.Granularity ?? '1Minute',
        suspendedProcesses: found.SuspendedProcesses?.map(({ ProcessName }) => ProcessName),
        tags: tags.map(({ Key, Value, PropagateAtLaunch }) => ({
          key: Key,
          value: Value,
          propagateAtLaunch: PropagateAtLaunch,
        })),
      };
    },
    // Capacity is waited for before processes are suspended, without which it might never come.
    changes: [
      {
        of: settingNames,
        apply: (AutoScalingGroupName, news, { autoScaling }, olds) =>
          autoScaling.updateAutoScalingGroup({
            AutoScalingGroupName,
            ...changedSettings(news, olds),
          }),
      },
      changeTags,
      changeTargetGroups,
      changeSizes,
      changeMetrics,
      changeProcesses,
    ],
    delete: deleteGroup,
  });

/** What a group tells under names that are those of Pulumi with a capital. */
const toldByGroup = [
  'minSize',
  'maxSize',
  'desiredCapacity',
  'availabilityZones',
  'capacityRebalance',
  'defaultCooldown',
  'defaultInstanceWarmup',
  'healthCheckGracePeriod',
  'healthCheckType',
  'instanceMaintenancePolicy',
  'maxInstanceLifetime',
] as const;
const fromGroup = Object.fromEntries(toldByGroup.map((name) => [name, properties[name]]));

// What a group's instances were launched from, as AWS has it.

import {
  type AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeLaunchTemplateVersionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Member } from './rolloutPlan.ts';

type Version = { readonly templateId: string; readonly version: string };

/** @throws where there is no such version */
export async function readTemplateData(ec2: EC2Client, target: Version): Promise<object> {
  const data = await findTemplateData(ec2, target);
  if (data) return data;
  throw new Error(`${target.templateId}: expected a version ${target.version}, got none`);
}

/**
 * The instances that serve or are about to.
 *
 * @throws where there is no such group
 */
export async function readMembers(
  { autoScaling, ec2 }: { readonly autoScaling: AutoScalingClient; readonly ec2: EC2Client },
  groupName: string,
): Promise<readonly Member[]> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }),
  );
  const [group] = AutoScalingGroups;
  if (!group) throw new Error(`${groupName}: expected an Auto Scaling group, got none`);

  const dataOf = new Map<string, Promise<object | undefined>>();
  const staying = (group.Instances ?? []).filter(
    ({ LifecycleState = '' }) => !LifecycleState.startsWith('Terminat'),
  );
  return Promise.all(
    staying.map(async ({ InstanceId = '', LaunchTemplate }) => {
      const { LaunchTemplateId: templateId, Version: version } = LaunchTemplate ?? {};
      if (templateId === undefined || version === undefined) {
        return { instanceId: InstanceId, data: undefined };
      }
      const key = `${templateId} ${version}`;
      const data = dataOf.get(key) ?? findTemplateData(ec2, { templateId, version });
      dataOf.set(key, data);
      return { instanceId: InstanceId, data: await data };
    }),
  );
}

async function findTemplateData(
  ec2: EC2Client,
  { templateId, version }: Version,
): Promise<object | undefined> {
  const input = { LaunchTemplateId: templateId, Versions: [version] };
  try {
    const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    return answer.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
  } catch (error) {
    if (/^InvalidLaunchTemplate(Id\.(NotFound|VersionNotFound))$/.test((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}

// What a group launches from, and what its instances were launched from, as AWS has it.

import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type { Fleet } from './rolloutPlan.ts';

type Clients = { readonly autoScaling: AutoScalingClient; readonly ec2: EC2Client };
type Version = { readonly templateId: string; readonly version: string };

/** @throws where there is no such version */
export async function readTemplateData(
  ec2: EC2Client,
  target: Version,
): Promise<{ readonly ImageId?: string | undefined }> {
  const data = await findTemplateData(ec2, target);
  if (data) return data;
  throw new Error(`${target.templateId}: expected a version ${target.version}, got none`);
}

/** @throws where there is no such group */
export async function readGroup(
  autoScaling: AutoScalingClient,
  groupName: string,
): Promise<AutoScalingGroup> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }),
  );
  const [group] = AutoScalingGroups;
  if (group) return group;
  throw new Error(`${groupName}: expected an Auto Scaling group, got none`);
}

/**
 * The group with the instances that serve or are about to.
 *
 * @throws where there is no such group
 */
export async function readFleet({ autoScaling, ec2 }: Clients, groupName: string): Promise<Fleet> {
  const group = await readGroup(autoScaling, groupName);
  const found = new Map<string, Promise<object | undefined>>();
  async function dataOf(from: AutoScalingGroup['LaunchTemplate']): Promise<object | undefined> {
    const { LaunchTemplateId: templateId, Version: version } = from ?? {};
    if (templateId === undefined || version === undefined) return undefined;
    const key = `${templateId} ${version}`;
    const data = found.get(key) ?? findTemplateData(ec2, { templateId, version });
    found.set(key, data);
    return data;
  }
  const staying = (group.Instances ?? []).filter(
    ({ LifecycleState = '' }) => !LifecycleState.startsWith('Terminat'),
  );
  const members = staying.map(async (instance) => {
    const { InstanceId = '', LifecycleState = '', ProtectedFromScaleIn, LaunchTemplate } = instance;
    return {
      instanceId: InstanceId,
      state: LifecycleState,
      isProtected: ProtectedFromScaleIn ?? false,
      data: await dataOf(LaunchTemplate),
    };
  });
  return { data: await dataOf(group.LaunchTemplate), members: await Promise.all(members) };
}

async function findTemplateData(ec2: EC2Client, version: Version): Promise<object | undefined> {
  return (await findTemplateVersion(ec2, version))?.LaunchTemplateData;
}

/** Undefined: it is gone. */
export async function findTemplateVersion(
  ec2: EC2Client,
  { templateId, version }: Version,
): Promise<LaunchTemplateVersion | undefined> {
  const input = { LaunchTemplateId: templateId, Versions: [version] };
  try {
    const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    return answer.LaunchTemplateVersions?.[0];
  } catch (error) {
    if (/^InvalidLaunchTemplate(Id\.(NotFound|VersionNotFound))$/.test((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}

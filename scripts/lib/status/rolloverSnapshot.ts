// A fleet at one moment of a rollover: its instance refresh, and every instance with what Auto Scaling, the target
// group and its launch template say of it. Three calls a look; what does not change is asked for once.

import type { AutoScalingGroup, Instance, InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import { findTemplateVersion, readGroup } from '../rollout/rolloutFleet.ts';
import { readRefresh, readRefreshes } from '../rollout/rolloutRefreshes.ts';
import { readTargets, type TargetState } from '../rollout/rolloutTargets.ts';
import type { StackFleet } from '../stackFleet.ts';

export type RolloverSnapshot = {
  /** The one that was asked for, else the group's latest: of the active and the past ones, the newest. */
  readonly refresh: InstanceRefresh | undefined;
  /** What the refresh brings, else what the group launches. */
  readonly target: RolloverVersion;
  /** As the group has them, then those that have left it and are draining still. */
  readonly instances: readonly RolloverInstance[];
};

/** All undefined: launched from something that is gone. */
export type RolloverVersion = {
  readonly launchTemplateId: string | undefined;
  readonly version: string | undefined;
  readonly imageId: string | undefined;
};

export type RolloverInstance = RolloverVersion & {
  readonly instanceId: string;
  /** AWS's LifecycleState; undefined: it has left the group. */
  readonly state: string | undefined;
  /** Whether its version is the target. */
  readonly isNew: boolean;
  /** Undefined: not registered, or no longer. */
  readonly target: TargetState | undefined;
};

export type SnapshotClients = Pick<RolloutClients, 'autoScaling' | 'ec2' | 'elbv2'>;
type Asked = Pick<StackFleet, 'autoScalingGroupName' | 'targetGroupArn'>;
type Template = Instance['LaunchTemplate'];

/**
 * A reader that remembers what cannot change: versions' images, and of which version an instance is.
 *
 * @param clients hasty ones: who draws looks again anyway
 */
export function createSnapshotReader(clients: SnapshotClients, fleet: Asked) {
  const asked = { clients, request: fleet };
  const versions = new Map<string, RolloverVersion>();
  const seen = new Map<string, RolloverVersion>();
  return read;

  /**
   * @param refreshId else the latest
   * @throws where AWS does not answer, or the group is gone
   */
  async function read(refreshId?: string): Promise<RolloverSnapshot> {
    const [group, refresh, targets] = await Promise.all([
      readGroup(clients.autoScaling, fleet.autoScalingGroupName),
      refreshId === undefined
        ? readRefreshes(asked).then(([latest]) => latest)
        : readRefresh(asked, refreshId),
      readTargets(asked),
    ]);
    const target = await versionOf(templateOf(refresh) ?? group.LaunchTemplate);
    const members = await readMembers(group, target, targets);
    return { refresh, target, instances: [...members, ...(await readLeavers())] };

    async function readLeavers(): Promise<readonly RolloverInstance[]> {
      const ids = [...targets]
        .filter(([id, { state }]) => state === 'draining' && !isAmong(members, id))
        .map(([id]) => id);
      await recall(ids.filter((id) => !seen.has(id)));
      return ids.map((instanceId) => {
        const own = seen.get(instanceId) ?? unknown;
        const health = { state: undefined, target: targets.get(instanceId) };
        return { instanceId, ...own, isNew: isSame(own, target), ...health };
      });
    }
  }

  async function readMembers(
    group: AutoScalingGroup,
    target: RolloverVersion,
    targets: ReadonlyMap<string, TargetState>,
  ): Promise<readonly RolloverInstance[]> {
    const members: RolloverInstance[] = [];
    // One after another, so that several of one version ask once.
    for (const { InstanceId = '', LifecycleState, LaunchTemplate } of group.Instances ?? []) {
      const own = await versionOf(LaunchTemplate);
      seen.set(InstanceId, own);
      members.push({
        instanceId: InstanceId,
        state: LifecycleState,
        ...own,
        isNew: isSame(own, target),
        target: targets.get(InstanceId),
      });
    }
    return members;
  }

  async function versionOf(template: Template): Promise<RolloverVersion> {
    const { LaunchTemplateId: templateId, Version: version } = template ?? {};
    if (templateId === undefined || version === undefined) return unknown;
    const key = `${templateId} ${version}`;
    const known = versions.get(key);
    if (known) return known;
    const found = await findTemplateVersion(clients.ec2, { templateId, version });
    const read = {
      launchTemplateId: templateId,
      version: found?.VersionNumber === undefined ? version : String(found.VersionNumber),
      imageId: found?.LaunchTemplateData?.ImageId,
    };
    // `$Latest` may be another one tomorrow, and one that is not found may be too new.
    if (found && /^\d+$/.test(version)) versions.set(key, read);
    return read;
  }

  /** For those that left before they were seen here. */
  async function recall(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = new Map<string, RolloverVersion>();
    // A filter, since an id that is gone would be an error.
    const Filters = [{ Name: 'instance-id', Values: [...ids] }];
    for await (const page of paginateDescribeInstances({ client: clients.ec2 }, { Filters })) {
      for (const { Instances = [] } of page.Reservations ?? []) {
        for (const { InstanceId = '', ImageId, Tags } of Instances) {
          const tag = (name: string) =>
            Tags?.find(({ Key }) => Key === `aws:ec2launchtemplate:${name}`)?.Value;
          const template = { launchTemplateId: tag('id'), version: tag('version') };
          found.set(InstanceId, { ...template, imageId: ImageId });
        }
      }
    }
    for (const id of ids) seen.set(id, found.get(id) ?? unknown);
  }
}

const unknown: RolloverVersion = {
  launchTemplateId: undefined,
  version: undefined,
  imageId: undefined,
};

function isSame(one: RolloverVersion, other: RolloverVersion): boolean {
  return (
    one.version !== undefined &&
    one.version === other.version &&
    one.launchTemplateId === other.launchTemplateId
  );
}

function templateOf(refresh: InstanceRefresh | undefined): Template {
  return refresh?.DesiredConfiguration?.LaunchTemplate;
}

function isAmong(members: readonly RolloverInstance[], id: string): boolean {
  return members.some(({ instanceId }) => instanceId === id);
}

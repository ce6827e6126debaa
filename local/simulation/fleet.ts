// A group of instances in a store of its own, in virtual time, with the region's own controller.

import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { reconcileGroups } from '../controllers/autoScaling/groups.ts';
import { instanceRefreshOperations } from '../services/autoScaling/instanceRefreshes.ts';
import type { Context } from '../services/shared/context.ts';
import {
  autoScalingTables,
  type GroupInstanceRow,
  type GroupRow,
  type InstanceRefreshRow,
} from '../store/autoScaling.ts';
import { ec2Tables } from '../store/ec2.ts';
import { openMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import { type Behaviour, createRandom, createWorld, type World } from './world.ts';

export type FleetOptions = {
  readonly instances: number;
  readonly zones: number;
  readonly group?: Partial<GroupRow>;
  readonly before: Behaviour;
  readonly after: Behaviour;
  readonly seed: number;
};

export type Fleet = {
  readonly store: Store;
  readonly world: World;
  readonly agenda: Agenda;
  /** Seconds since the beginning. */
  readonly seconds: () => number;
  readonly group: () => GroupRow;
  readonly members: () => GroupInstanceRow[];
  readonly refresh: () => InstanceRefreshRow | undefined;
  /** To the template's other version, unless it is told to have no desired configuration. */
  start(preferences: RefreshPreferences, hasDesiredConfiguration?: boolean): void;
  cancel(): void;
  rollback(): void;
  setCapacity(DesiredCapacity: number): void;
  at(seconds: number, work: () => void): void;
  /**
   * Lets time pass until `isOver` says so or nothing more can happen.
   *
   * @param onSettled called whenever all that could be done at a moment is done
   * @returns whether `isOver` said so
   */
  run(isOver: () => boolean, onSettled?: () => void): boolean;
};

const name = 'fleet';
const templateId = 'lt-00000000000000001';
const start = Date.parse('2026-01-01T00:00:00Z');

export function createFleet(options: FleetOptions): Fleet {
  const store = openMemoryStore();
  const tables = autoScalingTables(store);
  const agenda = createAgenda();
  let now = start;
  let id = 0;
  const newId = () => `id-${++id}`;
  const { before, after } = options;
  // The region looks about once a second. A look costs as much as the fleet is large, so that above 1000
  // instances it is one in so many seconds: a figure may be late by that.
  const tick = Math.max(1, Math.ceil(options.instances / 1000)) * 1000;
  const behaviourOf = (version: string) => (version === '2' ? after : before);
  const world = createWorld(agenda, () => now, behaviourOf, createRandom(options.seed));
  putRecords(store, world, options);
  const context: Context = {
    requestId: 'simulation',
    identity: { Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: 'root' },
    accountId: '000000000000',
    regionName: 'eu-central-1',
    now: () => new Date(now),
    store,
    consoleOutput: async () => '',
    addressPool: '198.18.0.0/21',
    timeScale: 1,
  };
  const { StartInstanceRefresh, CancelInstanceRefresh, RollbackInstanceRefresh } =
    instanceRefreshOperations;
  const groupName = { AutoScalingGroupName: name };
  const groupRow = () => {
    const row = tables.groups.get(name);
    if (!row) throw new Error('The group is gone');
    return row;
  };

  /** Looks until there is nothing left to do now. */
  function settle(): number | undefined {
    let lookAgainAt: number | undefined;
    let hasActed = false;
    do {
      hasActed = false;
      lookAgainAt = reconcileGroups({
        store,
        now: () => new Date(now),
        timeScale: 1,
        effects: world.effects,
        facts: () => world,
        newId,
        log: () => {
          hasActed = true;
        },
      });
    } while (hasActed);
    return lookAgainAt;
  }

  return {
    store,
    world,
    agenda,
    seconds: () => (now - start) / 1000,
    group: groupRow,
    members: () => tables.instances.list(),
    refresh: () => tables.instanceRefreshes.list().at(-1),
    start(Preferences, hasDesiredConfiguration = true) {
      const DesiredConfiguration = {
        LaunchTemplate: { LaunchTemplateId: templateId, Version: '2' },
      };
      StartInstanceRefresh(
        { ...groupName, Preferences, ...(hasDesiredConfiguration && { DesiredConfiguration }) },
        context,
      );
    },
    cancel: () => void CancelInstanceRefresh(groupName, context),
    rollback: () => void RollbackInstanceRefresh(groupName, context),
    setCapacity: (DesiredCapacity) => tables.groups.put(name, { ...groupRow(), DesiredCapacity }),
    at: (seconds, work) => agenda.at(start + seconds * 1000, work),
    run(isOver, onSettled) {
      for (;;) {
        const lookAgainAt = settle();
        onSettled?.();
        if (isOver()) return true;
        const next = Math.min(agenda.next() ?? Infinity, lookAgainAt ?? Infinity);
        if (next === Infinity) return false;
        now = Math.max(now, Math.ceil(next / tick) * tick);
        agenda.runUntil(now);
      }
    },
  };
}

function putRecords(store: Store, world: World, { instances, zones, group }: FleetOptions): void {
  const tables = autoScalingTables(store);
  const { subnets, launchTemplates, launchTemplateVersions } = ec2Tables(store);
  const zoneOf = (index: number) => `eu-central-1${'abcdef'[index % zones] ?? 'a'}`;
  const subnetOf = (index: number) => `subnet-0000000000000000${index % zones}`;
  const CreatedTime = new Date(start - 86_400_000);
  for (let zone = 0; zone < zones; zone += 1) {
    const SubnetId = subnetOf(zone);
    // Of a subnet the controller reads nothing else.
    subnets.put(SubnetId, {
      SubnetId,
      VpcId: 'vpc-00000000000000001',
      CidrBlock: `10.0.${zone}.0/24`,
      AvailabilityZone: zoneOf(zone),
    } as never);
  }
  const ids = { LaunchTemplateId: templateId, LaunchTemplateName: name };
  launchTemplates.put(templateId, { ...ids, DefaultVersionNumber: 1, LatestVersionNumber: 2 });
  for (const VersionNumber of [1, 2]) {
    launchTemplateVersions.put(`${templateId} ${VersionNumber}`, {
      ...ids,
      VersionNumber,
      LaunchTemplateData: {},
    });
  }
  const LaunchTemplate = { ...ids, Version: '1' };
  tables.groups.put(name, {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:aws:autoscaling:eu-central-1:000000000000:autoScalingGroup::autoScalingGroupName/${name}`,
    MinSize: 0,
    MaxSize: 2 * instances + 100,
    DesiredCapacity: instances,
    DefaultCooldown: 300,
    AvailabilityZones: Array.from({ length: zones }, (_, zone) => zoneOf(zone)),
    VPCZoneIdentifier: Array.from({ length: zones }, (_, zone) => subnetOf(zone)).join(','),
    TargetGroupARNs: ['arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/fleet/1'],
    HealthCheckType: 'ELB',
    HealthCheckGracePeriod: 0,
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    SuspendedProcesses: [],
    EnabledMetrics: [],
    Tags: [],
    CreatedTime,
    LaunchTemplate,
    ...group,
  });
  for (let index = 0; index < instances; index += 1) {
    const InstanceId = world.add();
    tables.instances.put(InstanceId, {
      AutoScalingGroupName: name,
      InstanceId,
      InstanceType: 'simulated',
      AvailabilityZone: zoneOf(index),
      SubnetId: subnetOf(index),
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
      LaunchTemplate,
      launchedAt: CreatedTime,
      since: CreatedTime,
      inServiceAt: CreatedTime,
    });
  }
}

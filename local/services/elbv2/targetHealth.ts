// The health of targets, as callers see it: what the region's own checks say, unless it follows from the
// rest that a target gets no requests at all.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html

import type {
  TargetHealth,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ec2Tables } from '../../store/ec2.ts';
import { elbv2Tables, type TargetGroupRow, type TargetRow, targetKey } from '../../store/elbv2.ts';
import type { Context } from '../shared/context.ts';
import { kinds } from './errors.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { loadBalancersOf } from './targetGroupUse.ts';
import { targetsIn } from './targetRows.ts';

export const targetHealthOperations: Elbv2Operations = {
  DescribeTargetHealth({ TargetGroupArn, Targets, Include = [] }, { store }) {
    const tables = elbv2Tables(store);
    const group = byArn(tables.targetGroups, kinds.targetGroup, TargetGroupArn);
    const zones = enabledZones(store, group);
    const describe = (row: TargetRow) =>
      description(group, row, unusedHealth(store, zones, row) ?? row.TargetHealth);
    const descriptions = Targets?.length
      ? Targets.map(({ Id = '', Port = group.Port }) => {
          const row = tables.targets.get(
            targetKey({ TargetGroupArn: group.TargetGroupArn, Id, Port }),
          );
          return row ? describe(row) : description(group, { Id, Port }, notRegistered);
        })
      : targetsIn(tables, group.TargetGroupArn).map(describe);
    return {
      TargetHealthDescriptions: Include.length
        ? descriptions.map((each) => ({ ...each, AnomalyDetection: noAnomaly }))
        : descriptions,
    };
  },
};

const noAnomaly = { Result: 'normal', MitigationInEffect: 'no' } as const;

const notRegistered: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

function description(
  { HealthCheckPort }: TargetGroupRow,
  { Id, Port }: { readonly Id: string; readonly Port: number },
  TargetHealth: TargetHealth,
): TargetHealthDescription {
  return {
    Target: { Id, Port },
    HealthCheckPort: HealthCheckPort === 'traffic-port' ? String(Port) : HealthCheckPort,
    TargetHealth,
    AdministrativeOverride: {
      State: 'no_override',
      Reason: 'AdministrativeOverride.NoOverride',
      Description: 'No override is currently active on target',
    },
  };
}

/** The zones of the load balancer that uses the group; undefined where none does. */
function enabledZones(
  store: Context['store'],
  { TargetGroupArn }: TargetGroupRow,
): readonly (string | undefined)[] | undefined {
  const tables = elbv2Tables(store);
  const users = loadBalancersOf(tables, TargetGroupArn);
  if (users.length === 0) return undefined;
  return users.flatMap((arn) =>
    (tables.loadBalancers.get(arn)?.AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName),
  );
}

/** Why a target gets no requests whatever its health is; undefined where it may get some. */
function unusedHealth(
  store: Context['store'],
  zones: readonly (string | undefined)[] | undefined,
  { Id, TargetHealth: { State } }: TargetRow,
): TargetHealth | undefined {
  if (State === 'draining') return undefined;
  const instance = ec2Tables(store).instances.get(Id);
  const state = instance?.State.Name ?? 'terminated';
  if (state !== 'running' && state !== 'pending') {
    const shown = state === 'stopping' || state === 'stopped' ? 'stopped' : 'terminated';
    return {
      State: 'unused',
      Reason: 'Target.InvalidState',
      Description: `Target is in the ${shown} state`,
    };
  }
  const isZoneEnabled = zones?.includes(instance?.Placement.AvailabilityZone);
  if (zones && isZoneEnabled) return undefined;
  return {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: zones
      ? 'Target is in an Availability Zone that is not enabled for the load balancer'
      : 'Target group is not configured to receive traffic from the load balancer',
  };
}

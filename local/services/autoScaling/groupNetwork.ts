// Where a group's instances are launched: its subnets, and the zones that these are in.

import { ec2Tables } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';

export type GroupNetwork = {
  /** Ids of subnets, separated by commas. */
  readonly VPCZoneIdentifier: string;
  readonly AvailabilityZones: string[];
  readonly AvailabilityZoneIds: string[];
};

/**
 * Zones without subnets mean the default VPC's subnets, which the record then names: AWS shows none.
 *
 * @throws AwsError `ValidationError` for subnets that do not exist, are of several VPCs or of other zones
 */
export function groupNetwork(
  { store }: Context,
  {
    VPCZoneIdentifier = '',
    AvailabilityZones: zones = [],
  }: {
    readonly VPCZoneIdentifier?: string | undefined;
    readonly AvailabilityZones?: readonly string[] | undefined;
  },
): GroupNetwork {
  const table = ec2Tables(store).subnets;
  const ids = VPCZoneIdentifier.split(',').flatMap((id) => id.trim() || []);
  if (ids.length === 0 && zones.length === 0) {
    throw validationError('At least one Availability Zone or VPC Subnet is required.');
  }
  const subnets =
    ids.length > 0
      ? ids.map((id) => {
          const row = table.get(id);
          if (!row) throw validationError(`The subnet ID '${id}' does not exist`);
          return row;
        })
      : zones.map((zone) => {
          const row = table
            .list()
            .find(
              ({ DefaultForAz, AvailabilityZone }) => DefaultForAz && AvailabilityZone === zone,
            );
          if (!row) throw validationError(`No default subnet for availability zone: '${zone}'.`);
          return row;
        });
  if (new Set(subnets.map(({ VpcId }) => VpcId)).size > 1) {
    throw validationError('All subnets of an AutoScalingGroup must be of the same VPC.');
  }
  const found = new Map(subnets.map((row) => [row.AvailabilityZone, row.AvailabilityZoneId ?? '']));
  if (zones.length > 0 && !isSame(zones, [...found.keys()])) {
    throw validationError(
      'The availability zones of the specified subnets and the AutoScalingGroup do not match',
    );
  }
  const AvailabilityZones = [...found.keys()].sort();
  return {
    VPCZoneIdentifier: subnets.map(({ SubnetId }) => SubnetId).join(','),
    AvailabilityZones,
    AvailabilityZoneIds: AvailabilityZones.map((zone) => found.get(zone) ?? ''),
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.every((each) => others.includes(each)) && others.every((each) => some.includes(each));
}

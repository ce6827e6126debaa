// The region and its availability zones, and what the account may do in it.

import type { AvailabilityZone, Filter } from '@aws-sdk/client-ec2';
import { ec2Tables } from '../../store/ec2.ts';
import { applyFilters, type Filterable } from '../shared/filters.ts';
import { invalidParameterValue } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export type Zone = {
  /** Such as `eu-central-1a`. */
  readonly ZoneName: string;
  /** Such as `euc1-az1`. */
  readonly ZoneId: string;
};

/** Every region here has three. */
export function zonesOf(regionName: string): readonly Zone[] {
  return ['a', 'b', 'c'].map((letter, index) => ({
    ZoneName: `${regionName}${letter}`,
    ZoneId: `${shortRegionName(regionName)}-az${index + 1}`,
  }));
}

export const zoneOperations: Ec2Operations = {
  DescribeAvailabilityZones({ ZoneNames, ZoneIds, Filters }, { regionName }) {
    const all = zonesOf(regionName).map(
      (zone, index): AvailabilityZone => ({
        ...zone,
        RegionName: regionName,
        State: 'available',
        OptInStatus: 'opt-in-not-required',
        ZoneType: 'availability-zone',
        GroupName: `${regionName}-zg-1`,
        GroupLongName: `${regionName} ${index + 1}`,
        NetworkBorderGroup: regionName,
        Messages: [],
      }),
    );
    checkKnown(
      'availability zone',
      ZoneNames,
      all.map(({ ZoneName }) => ZoneName),
    );
    checkKnown(
      'availability zone-id',
      ZoneIds,
      all.map(({ ZoneId }) => ZoneId),
    );
    const named = all
      .filter(({ ZoneName = '' }) => !ZoneNames?.length || ZoneNames.includes(ZoneName))
      .filter(({ ZoneId = '' }) => !ZoneIds?.length || ZoneIds.includes(ZoneId));
    return { AvailabilityZones: filtered(named, Filters, zoneFilters) };
  },

  DescribeRegions({ RegionNames, Filters }, { regionName }) {
    const Endpoint = `ec2.${regionName}.amazonaws.com`;
    const all = [{ RegionName: regionName, Endpoint, OptInStatus: 'opt-in-not-required' as const }];
    checkKnown('region', RegionNames, [regionName]);
    return {
      Regions: filtered(all, Filters, {
        'region-name': ({ RegionName }) => RegionName,
        endpoint: (region) => region.Endpoint,
        'opt-in-status': ({ OptInStatus }) => OptInStatus,
      }),
    };
  },

  DescribeAccountAttributes({ AttributeNames }, { store }) {
    const defaultVpc = ec2Tables(store)
      .vpcs.list()
      .find(({ IsDefault }) => IsDefault);
    // Quotas as AWS has them before anybody asked for more.
    const attributes = {
      'supported-platforms': 'VPC',
      'default-vpc': defaultVpc?.VpcId ?? 'none',
      'max-instances': '20',
      'max-elastic-ips': '5',
      'vpc-max-elastic-ips': '5',
      'vpc-max-security-groups-per-interface': '5',
    };
    checkKnown('attribute', AttributeNames, Object.keys(attributes));
    return {
      AccountAttributes: Object.entries(attributes)
        .filter(([name]) => !AttributeNames?.length || AttributeNames.some((each) => each === name))
        .map(([AttributeName, AttributeValue]) => ({
          AttributeName,
          AttributeValues: [{ AttributeValue }],
        })),
    };
  },
};

const zoneFilters: Filterable<AvailabilityZone> = {
  'group-long-name': ({ GroupLongName }) => GroupLongName,
  'group-name': ({ GroupName }) => GroupName,
  message: ({ Messages = [] }) => Messages.map(({ Message }) => Message),
  'opt-in-status': ({ OptInStatus }) => OptInStatus,
  'parent-zone-id': ({ ParentZoneId }) => ParentZoneId,
  'parent-zone-name': ({ ParentZoneName }) => ParentZoneName,
  'region-name': ({ RegionName }) => RegionName,
  state: ({ State }) => State,
  'zone-id': ({ ZoneId }) => ZoneId,
  'zone-name': ({ ZoneName }) => ZoneName,
  'zone-type': ({ ZoneType }) => ZoneType,
};

/** Zones and regions have no tags, and so no filters by tag. */
function filtered<Item extends object>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  known: Filterable<Item>,
): Item[] {
  return applyFilters<Item & { readonly Tags?: never }>(items, filters, known);
}

function checkKnown(
  noun: string,
  wanted: readonly string[] | undefined,
  known: readonly (string | undefined)[],
): void {
  const unknown = wanted?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw invalidParameterValue(`Invalid ${noun}: [${unknown.join(', ')}]`);
}

/** As in zone ids: `eu-central-1` → `euc1`, `ap-southeast-2` → `apse2`, `us-gov-west-1` → `usgw1`. */
function shortRegionName(regionName: string): string {
  const [area = '', ...parts] = regionName.split('-');
  const short = parts.map((part) => {
    const [, first = part, second = ''] = /^(north|south)(east|west)$/.exec(part) ?? [];
    return first.charAt(0) + second.charAt(0);
  });
  return area + short.join('');
}

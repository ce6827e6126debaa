// aws:index/getAvailabilityZones:getAvailabilityZones

import type { Aws, AwsOf } from '../aws.ts';
import { providerFunction } from './function.ts';

const filters = {
  is: 'objects',
  of: { name: { is: 'string', required: true }, values: { is: 'list', required: true } },
} as const;

export const getAvailabilityZones = (awsOf: AwsOf) =>
  providerFunction(
    awsOf,
    'functions/getAvailabilityZones.ts',
    {
      allAvailabilityZones: { is: 'boolean' },
      excludeNames: { is: 'list' },
      excludeZoneIds: { is: 'list' },
      filters,
      state: { is: 'string' },
    },
    async (inputs, aws) => {
      const zones = await describeZones(aws, {
        AllAvailabilityZones: inputs.allAvailabilityZones,
        Filters: [
          ...(inputs.filters ?? []).map(({ name, values }) => ({
            Name: name,
            Values: [...values],
          })),
          ...(inputs.state ? [{ Name: 'state', Values: [inputs.state] }] : []),
        ],
      });
      const wanted = zones.filter(
        ({ ZoneName = '', ZoneId = '' }) =>
          !inputs.excludeNames?.includes(ZoneName) && !inputs.excludeZoneIds?.includes(ZoneId),
      );
      return {
        id: aws.regionName,
        names: wanted.map(({ ZoneName }) => ZoneName),
        zoneIds: wanted.map(({ ZoneId }) => ZoneId),
        groupNames: [...new Set(wanted.map(({ GroupName }) => GroupName))],
      };
    },
  );

async function describeZones(
  { ec2 }: Aws,
  request: Parameters<Aws['ec2']['describeAvailabilityZones']>[0],
) {
  const { AvailabilityZones = [] } = await ec2.describeAvailabilityZones(request);
  return AvailabilityZones.toSorted((a, b) => ((a.ZoneName ?? '') < (b.ZoneName ?? '') ? -1 : 1));
}

/** The first zones that can be used, by name. */
export async function firstZones(aws: Aws, count: number): Promise<string[]> {
  const zones = await describeZones(aws, { Filters: [{ Name: 'state', Values: ['available'] }] });
  if (zones.length < count) {
    throw new Error(
      `numberOfAvailabilityZones: expected at most ${zones.length}, the zones of ${aws.regionName}, got ${count}`,
    );
  }
  return zones.slice(0, count).map(({ ZoneName = '' }) => ZoneName);
}

// The functions that programs call, by their tokens.

import type { ProviderFunction } from '../../provider.ts';
import { type AwsOf, partitionOf } from '../aws.ts';
import { providerFunction } from './function.ts';
import { getAmi } from './getAmi.ts';
import { getAvailabilityZones } from './getAvailabilityZones.ts';
import { getParameter } from './getParameter.ts';

const file = 'functions/functions.ts';

export function functions(awsOf: AwsOf): Readonly<Record<string, ProviderFunction>> {
  return {
    'aws:ec2/getAmi:getAmi': getAmi(awsOf),
    'aws:index/getAvailabilityZones:getAvailabilityZones': getAvailabilityZones(awsOf),
    'aws:ssm/getParameter:getParameter': getParameter(awsOf),

    'aws:index/getCallerIdentity:getCallerIdentity': providerFunction(
      awsOf,
      file,
      {},
      async (_inputs, { sts }) => {
        const { Account, Arn, UserId } = await sts.getCallerIdentity({});
        return { id: Account, accountId: Account, arn: Arn, userId: UserId };
      },
    ),

    'aws:index/getPartition:getPartition': providerFunction(
      awsOf,
      file,
      {},
      async (_inputs, { regionName }) => {
        const partition = partitionOf(regionName);
        const dnsSuffix = `amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
        const reverseDnsPrefix = dnsSuffix.split('.').reverse().join('.');
        return { id: partition, partition, dnsSuffix, reverseDnsPrefix };
      },
    ),

    'aws:index/getRegion:getRegion': providerFunction(
      awsOf,
      file,
      { id: { is: 'string' }, name: { is: 'string' } },
      async (inputs, aws) => {
        const name = inputs.name ?? aws.regionName;
        const { Regions } = await aws.ec2.describeRegions({ RegionNames: [name] });
        return { id: name, name, endpoint: Regions?.[0]?.Endpoint };
      },
    ),
  };
}

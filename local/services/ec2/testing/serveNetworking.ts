// For tests: EC2's networks behind a real server, and the first resources that most tests need.

import { EC2 } from '@aws-sdk/client-ec2';
import { type ServedApi, serveApi } from '../../../testing/serveApi.ts';
import type { Context } from '../../shared/context.ts';
import { networkingOperations } from '../networking.ts';
import { ec2 } from '../service.ts';

export type ServedNetworking = ServedApi & {
  readonly ec2: EC2;
  /** As handlers get it, for functions that other services call. */
  readonly context: Context;
  /** Makes a VPC and gives its id. */
  makeVpc(CidrBlock?: string): Promise<string>;
  /** Makes a subnet and gives its id. */
  makeSubnet(VpcId: string, CidrBlock?: string, AvailabilityZone?: string): Promise<string>;
  /** Makes an internet gateway, attaches it, and gives its id. */
  makeInternetGateway(VpcId: string): Promise<string>;
  /** Makes a security group and gives its id. */
  makeGroup(VpcId: string, GroupName?: string): Promise<string>;
};

export async function serveNetworking(addressPool = '198.18.0.0/21'): Promise<ServedNetworking> {
  const api = await serveApi(ec2(...networkingOperations));
  const client = new EC2(api.client);
  return {
    ...api,
    ec2: client,
    context: {
      requestId: 'test',
      identity: { Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: 'test' },
      accountId: '000000000000',
      regionName: 'eu-central-1',
      now: () => new Date('2026-01-01T00:00:00Z'),
      store: api.store,
      consoleOutput: async () => '',
      addressPool,
      timeScale: 1,
    },
    async makeVpc(CidrBlock = '10.0.0.0/16') {
      const { Vpc } = await client.createVpc({ CidrBlock });
      return Vpc?.VpcId ?? '';
    },
    async makeSubnet(VpcId, CidrBlock = '10.0.1.0/24', AvailabilityZone = 'eu-central-1a') {
      const { Subnet } = await client.createSubnet({ VpcId, CidrBlock, AvailabilityZone });
      return Subnet?.SubnetId ?? '';
    },
    async makeInternetGateway(VpcId) {
      const { InternetGateway } = await client.createInternetGateway({});
      const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
      await client.attachInternetGateway({ InternetGatewayId, VpcId });
      return InternetGatewayId;
    },
    async makeGroup(VpcId, GroupName = 'web') {
      const { GroupId } = await client.createSecurityGroup({
        GroupName,
        Description: 'Of a test',
        VpcId,
      });
      return GroupId ?? '';
    },
  };
}

/** A filter with one value. */
export function filter(Name: string, value: string) {
  return { Name, Values: [value] };
}

// aws:ec2/natGateway:NatGateway, of one zone.

import type { Aws, AwsOf } from '../aws.ts';
import { HasFailed, resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { byToken, changeTags, tagged, tagsOf, withTags } from './tags.ts';

export const natGateway = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/natGateway.ts',
    properties: {
      subnetId: { is: 'string', required: true, replaces: true },
      allocationId: { is: 'string', replaces: true },
      connectivityType: { is: 'string', replaces: true, default: 'public' },
      privateIp: { is: 'string', replaces: true, computed: true },
      ...tagged,
    },
    identity: ['allocationId'],
    gone: ['NatGatewayNotFound'],
    async create(inputs, { ec2 }, token) {
      const { NatGateway } = await ec2.createNatGateway({
        SubnetId: inputs.subnetId,
        AllocationId: inputs.allocationId,
        ConnectivityType: inputs.connectivityType === 'private' ? 'private' : 'public',
        PrivateIpAddress: inputs.privateIp,
        ...withTags('natgateway', inputs.tags, token),
      });
      return NatGateway?.NatGatewayId ?? '';
    },
    async find(_inputs, { ec2 }, token) {
      // A failed one had the token of the next, too.
      const { NatGateways } = await ec2.describeNatGateways({
        Filter: [byToken(token), { Name: 'state', Values: ['pending', 'available'] }],
      });
      return NatGateways?.[0]?.NatGatewayId;
    },
    ready: (id, aws) =>
      until(`${id} to be available`, aws, async () => {
        const gateway = await describe(id, aws);
        if (gateway?.State === 'failed') {
          throw new HasFailed(
            `${id} has failed: ${gateway.FailureCode}: ${gateway.FailureMessage}`,
          );
        }
        return gateway?.State === 'available' || undefined;
      }),
    async read(id, aws) {
      const gateway = await describe(id, aws);
      // What is deleted or has failed is still described for an hour.
      if (!gateway || gateway.State === 'deleted' || gateway.State === 'failed') return undefined;
      const address = gateway.NatGatewayAddresses?.find(({ IsPrimary }) => IsPrimary !== false);
      return {
        subnetId: gateway.SubnetId,
        vpcId: gateway.VpcId,
        connectivityType: gateway.ConnectivityType,
        availabilityMode: gateway.AvailabilityMode,
        allocationId: address?.AllocationId,
        associationId: address?.AssociationId,
        networkInterfaceId: address?.NetworkInterfaceId,
        privateIp: address?.PrivateIp,
        publicIp: address?.PublicIp,
        ...tagsOf(gateway.Tags),
      };
    },
    changes: [changeTags],
    async delete(NatGatewayId, aws) {
      const gateway = await describe(NatGatewayId, aws);
      if (gateway?.State === 'deleted' || gateway?.State === 'deleting') return;
      await aws.ec2.deleteNatGateway({ NatGatewayId });
    },
  });

async function describe(id: string, { ec2 }: Aws) {
  const { NatGateways } = await ec2.describeNatGateways({ NatGatewayIds: [id] });
  return NatGateways?.[0];
}

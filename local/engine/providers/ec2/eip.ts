// aws:ec2/eip:Eip: an address to be used by what names it, such as a NAT gateway.

import { type AwsOf, arnOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

export const eip = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/eip.ts',
    properties: {
      domain: { is: 'string', replaces: true, computed: true },
      publicIpv4Pool: { is: 'string', replaces: true, computed: true },
      networkBorderGroup: { is: 'string', replaces: true, computed: true },
      ...tagged,
    },
    gone: ['InvalidAllocationID.NotFound'],
    inUse: ['InvalidIPAddress.InUse'],
    async create(inputs, { ec2 }, token) {
      const { AllocationId } = await ec2.allocateAddress({
        Domain: 'vpc',
        PublicIpv4Pool: inputs.publicIpv4Pool,
        NetworkBorderGroup: inputs.networkBorderGroup,
        ...withTags('elastic-ip', inputs.tags, token),
      });
      return AllocationId ?? '';
    },
    find: findByToken,
    async read(AllocationId, aws) {
      const { Addresses } = await aws.ec2.describeAddresses({ AllocationIds: [AllocationId] });
      const address = Addresses?.[0];
      return (
        address && {
          arn: arnOf(aws, 'ec2', await aws.accountId(), `elastic-ip/${AllocationId}`),
          allocationId: AllocationId,
          associationId: address.AssociationId ?? '',
          domain: address.Domain,
          instance: address.InstanceId ?? '',
          networkInterface: address.NetworkInterfaceId ?? '',
          networkBorderGroup: address.NetworkBorderGroup,
          publicIp: address.PublicIp,
          publicIpv4Pool: address.PublicIpv4Pool,
          privateIp: address.PrivateIpAddress ?? '',
          carrierIp: address.CarrierIp ?? '',
          customerOwnedIp: address.CustomerOwnedIp ?? '',
          customerOwnedIpv4Pool: address.CustomerOwnedIpv4Pool ?? '',
          ...tagsOf(address.Tags),
        }
      );
    },
    changes: [changeTags],
    delete: (AllocationId, { ec2 }) => ec2.releaseAddress({ AllocationId }),
  });

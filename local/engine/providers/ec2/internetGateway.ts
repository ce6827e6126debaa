// aws:ec2/internetGateway:InternetGateway

import { type Aws, type AwsOf, arnOf, errorCode } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

export const internetGateway = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/internetGateway.ts',
    properties: {
      // It could move; but addresses of the one VPC hold it, while those of the other wait for it.
      vpcId: { is: 'string', replaces: 'from one to another' },
      ...tagged,
    },
    gone: ['InvalidInternetGatewayID.NotFound'],
    inUse: ['DependencyViolation'],
    async create({ tags }, { ec2 }, token) {
      const { InternetGateway } = await ec2.createInternetGateway(
        withTags('internet-gateway', tags, token),
      );
      return InternetGateway?.InternetGatewayId ?? '';
    },
    find: findByToken,
    async read(id, aws) {
      const { InternetGateways } = await aws.ec2.describeInternetGateways({
        InternetGatewayIds: [id],
      });
      const gateway = InternetGateways?.[0];
      return (
        gateway && {
          arn: arnOf(aws, 'ec2', gateway.OwnerId, `internet-gateway/${id}`),
          ownerId: gateway.OwnerId,
          vpcId: gateway.Attachments?.[0]?.VpcId,
          ...tagsOf(gateway.Tags),
        }
      );
    },
    changes: [
      {
        of: ['vpcId'],
        async apply(InternetGatewayId, { vpcId }, aws, olds) {
          if (olds.vpcId) await detach(InternetGatewayId, olds.vpcId, aws);
          if (vpcId) await aws.ec2.attachInternetGateway({ InternetGatewayId, VpcId: vpcId });
        },
      },
      changeTags,
    ],
    async delete(InternetGatewayId, aws, { vpcId }) {
      if (vpcId) await detach(InternetGatewayId, vpcId, aws);
      return aws.ec2.deleteInternetGateway({ InternetGatewayId });
    },
  });

/** Waits while addresses of the VPC are still public through it. */
function detach(InternetGatewayId: string, VpcId: string, aws: Aws) {
  return until(`${VpcId} to let go of ${InternetGatewayId}`, aws, async () => {
    try {
      await aws.ec2.detachInternetGateway({ InternetGatewayId, VpcId });
      return true;
    } catch (error) {
      if (errorCode(error) === 'Gateway.NotAttached') return true;
      if (errorCode(error) === 'DependencyViolation') return undefined;
      throw error;
    }
  });
}

// aws:lb/targetGroup:TargetGroup

import type {
  CreateTargetGroupCommandInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, type AwsOf, unlessGone } from '../aws.ts';
import { tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';
import { checkName, naming } from './naming.ts';
import { changeTags, ifOwn, listTags } from './tags.ts';
import {
  attributeNames,
  changedAttributesOf,
  fromHealthCheck,
  fromTargetGroupAttributes,
  properties,
  toHealthCheck,
} from './targetGroupSettings.ts';

const gone = ['TargetGroupNotFoundException'];

export const targetGroup = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'lb/targetGroupSettings.ts',
    properties,
    identity: ['name'],
    name: naming,
    check: checkName,
    kept: ['namePrefix'],
    gone,
    inUse: ['ResourceInUseException'],
    users: loadBalancersOf,
    async create(inputs, aws, token) {
      const { name: Name = '' } = inputs;
      const others = await unlessGone(gone, () =>
        aws.elbv2.describeTargetGroups({ Names: [Name] }),
      );
      if (others?.TargetGroups?.length) throw new Error(`There is a target group ${Name} already`);
      const { TargetGroups } = await aws.elbv2.createTargetGroup({
        Name,
        Port: inputs.port,
        VpcId: inputs.vpcId,
        ProtocolVersion: inputs.protocolVersion,
        // AWS says which of these there are.
        ...({
          Protocol: inputs.protocol,
          TargetType: inputs.targetType,
          IpAddressType: inputs.ipAddressType,
        } as Pick<CreateTargetGroupCommandInput, 'Protocol' | 'TargetType' | 'IpAddressType'>),
        ...toHealthCheck(inputs.healthCheck),
        Tags: tagList(inputs.tags, token),
      });
      return TargetGroups?.[0]?.TargetGroupArn ?? '';
    },
    async find({ name = '' }, aws, token) {
      const { TargetGroups } = await aws.elbv2.describeTargetGroups({ Names: [name] });
      return ifOwn(TargetGroups?.[0]?.TargetGroupArn, aws, token);
    },
    async read(TargetGroupArn, aws) {
      const [found, described, tags] = await Promise.all([
        describe(TargetGroupArn, aws),
        aws.elbv2.describeTargetGroupAttributes({ TargetGroupArn }),
        listTags(TargetGroupArn, aws),
      ]);
      return (
        found && {
          ...fromTargetGroupAttributes(described.Attributes),
          arn: TargetGroupArn,
          arnSuffix: TargetGroupArn.split(':').at(-1),
          name: found.TargetGroupName,
          port: found.Port,
          protocol: found.Protocol,
          protocolVersion: found.ProtocolVersion,
          vpcId: found.VpcId,
          targetType: found.TargetType,
          ipAddressType: found.IpAddressType,
          healthCheck: fromHealthCheck(found),
          loadBalancerArns: found.LoadBalancerArns,
          ...tagsOf(tags),
        }
      );
    },
    changes: [
      {
        of: ['healthCheck'],
        apply: (TargetGroupArn, { healthCheck }, { elbv2 }) =>
          elbv2.modifyTargetGroup({ TargetGroupArn, ...toHealthCheck(healthCheck) }),
      },
      {
        of: attributeNames,
        apply: (TargetGroupArn, news, { elbv2 }, olds) =>
          elbv2.modifyTargetGroupAttributes({
            TargetGroupArn,
            Attributes: changedAttributesOf(news, olds),
          }),
      },
      changeTags,
    ],
    delete: (TargetGroupArn, { elbv2 }) => elbv2.deleteTargetGroup({ TargetGroupArn }),
  });

async function describe(arn: string, { elbv2 }: Aws): Promise<TargetGroup | undefined> {
  const { TargetGroups } = await elbv2.describeTargetGroups({ TargetGroupArns: [arn] });
  return TargetGroups?.[0];
}

/** Whose listeners send requests to it. */
async function loadBalancersOf(arn: string, aws: Aws): Promise<readonly string[]> {
  return (await describe(arn, aws))?.LoadBalancerArns ?? [];
}

// aws:lb/loadBalancer:LoadBalancer, of the application type.

import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, type AwsOf, unlessGone } from '../aws.ts';
import { tagList, tagsOf } from '../ec2/tags.ts';
import { HasFailed, resourceType } from '../resourceType.ts';
import { until } from '../until.ts';
import { changedAttributes, fromAttributes } from './attributes.ts';
import { attributeNames, attributes, properties } from './loadBalancerSettings.ts';
import { checkName, naming } from './naming.ts';
import { changeTags, ifOwn, listTags } from './tags.ts';

const gone = ['LoadBalancerNotFoundException'];
const activeSeconds = 600;
const interfaceSeconds = 600;

export const loadBalancer = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'lb/loadBalancerSettings.ts',
    properties,
    identity: ['name'],
    name: naming,
    check: checkName,
    kept: ['namePrefix'],
    gone,
    async create(inputs, aws, token) {
      const { name: Name = '' } = inputs;
      // With the same settings AWS would give the one that is there.
      const others = await unlessGone(gone, () =>
        aws.elbv2.describeLoadBalancers({ Names: [Name] }),
      );
      if (others?.LoadBalancers?.length)
        throw new Error(`There is a load balancer ${Name} already`);
      const { LoadBalancers } = await aws.elbv2.createLoadBalancer({
        Name,
        Type: 'application',
        Scheme: inputs.internal ? 'internal' : 'internet-facing',
        IpAddressType: inputs.ipAddressType as LoadBalancer['IpAddressType'],
        SecurityGroups: inputs.securityGroups && [...inputs.securityGroups],
        Subnets: inputs.subnets && [...inputs.subnets],
        Tags: tagList(inputs.tags, token),
      });
      return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    },
    async find({ name = '' }, aws, token) {
      const { LoadBalancers } = await aws.elbv2.describeLoadBalancers({ Names: [name] });
      return ifOwn(LoadBalancers?.[0]?.LoadBalancerArn, aws, token);
    },
    ready: untilActive,
    async read(LoadBalancerArn, aws) {
      const [found, described, tags] = await Promise.all([
        describe(LoadBalancerArn, aws),
        aws.elbv2.describeLoadBalancerAttributes({ LoadBalancerArn }),
        listTags(LoadBalancerArn, aws),
      ]);
      const subnets = found?.AvailabilityZones?.map(({ SubnetId = '' }) => SubnetId) ?? [];
      return (
        found && {
          ...fromAttributes(attributes, described.Attributes),
          arn: LoadBalancerArn,
          arnSuffix: suffixOf(LoadBalancerArn),
          name: found.LoadBalancerName,
          dnsName: found.DNSName,
          zoneId: found.CanonicalHostedZoneId,
          loadBalancerType: found.Type,
          internal: found.Scheme === 'internal',
          ipAddressType: found.IpAddressType,
          securityGroups: found.SecurityGroups,
          subnets,
          subnetMappings: subnets.map((subnetId) => ({ subnetId })),
          vpcId: found.VpcId,
          ...tagsOf(tags),
        }
      );
    },
    changes: [
      {
        of: ['securityGroups'],
        apply: (LoadBalancerArn, { securityGroups = [] }, { elbv2 }) =>
          elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [...securityGroups] }),
      },
      {
        of: ['subnets'],
        apply: (LoadBalancerArn, { subnets = [] }, { elbv2 }) =>
          elbv2.setSubnets({ LoadBalancerArn, Subnets: [...subnets] }),
      },
      {
        of: ['ipAddressType'],
        apply: (LoadBalancerArn, { ipAddressType }, { elbv2 }) =>
          elbv2.setIpAddressType({
            LoadBalancerArn,
            IpAddressType: ipAddressType as LoadBalancer['IpAddressType'],
          }),
      },
      {
        of: attributeNames,
        apply: (LoadBalancerArn, news, { elbv2 }, olds) =>
          elbv2.modifyLoadBalancerAttributes({
            LoadBalancerArn,
            Attributes: changedAttributes(attributes, news, olds),
          }),
      },
      changeTags,
    ],
    async delete(LoadBalancerArn, aws) {
      await aws.elbv2.deleteLoadBalancer({ LoadBalancerArn });
      await untilWithoutInterfaces(LoadBalancerArn, aws);
    },
  });

async function describe(arn: string, { elbv2 }: Aws): Promise<LoadBalancer | undefined> {
  const { LoadBalancers } = await elbv2.describeLoadBalancers({ LoadBalancerArns: [arn] });
  return LoadBalancers?.[0];
}

/** Such as `app/rollover-1a2b3c4/0123456789abcdef`, as CloudWatch's metrics name it. */
function suffixOf(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

function untilActive(arn: string, aws: Aws) {
  return until(
    `load balancer ${suffixOf(arn)} to be active`,
    aws,
    async () => {
      const State = (await describe(arn, aws))?.State;
      if (State?.Code === 'failed') throw new HasFailed(`${arn} has failed: ${State.Reason}`);
      return State?.Code === 'active' || State?.Code === 'active_impaired' || undefined;
    },
    activeSeconds,
  );
}

/** Until then its subnets and its security groups cannot be deleted. */
function untilWithoutInterfaces(arn: string, { ec2, ...aws }: Aws) {
  let left: readonly string[] = [];
  return until(
    () => `the network interfaces of load balancer ${suffixOf(arn)} to be gone: ${left.join(', ')}`,
    aws,
    async () => {
      const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({
        Filters: [{ Name: 'description', Values: [`ELB ${suffixOf(arn)}`] }],
      });
      left = NetworkInterfaces.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId);
      return left.length === 0 || undefined;
    },
    interfaceSeconds,
  );
}

// Who may open a connection to whom:
//
//   the world ─ 80, 443 ─▶ load balancer ─ the app's port ─▶ instances ─ 443 ─▶ AWS's APIs
//
// One resource per rule, so that a change of one touches no other.

import * as aws from '@pulumi/aws';
import type { Settings } from './config.ts';
import type { Network } from './network.ts';
import { tagsOf } from './tags.ts';

export type SecurityGroups = {
  readonly loadBalancer: aws.ec2.SecurityGroup;
  readonly instances: aws.ec2.SecurityGroup;
  /** Of the interface endpoints, where there are any. */
  readonly endpoints: aws.ec2.SecurityGroup | undefined;
  /** Without them a group lets nothing through. */
  readonly rules: readonly (aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule)[];
};

const world = { cidrIpv4: '0.0.0.0/0' } as const;
const tcp = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port });
const from = ({ id }: aws.ec2.SecurityGroup) => ({ referencedSecurityGroupId: id });

export function createSecurityGroups(settings: Settings, { vpcId }: Network): SecurityGroups {
  const { port, domain, wayOut } = settings;
  const group = (name: string, description: string) =>
    new aws.ec2.SecurityGroup(`rollover-${name}`, {
      vpcId,
      description,
      tags: tagsOf(settings, name),
    });
  const tags = tagsOf(settings);

  const loadBalancer = group('load-balancer', 'The load balancer of the web app');
  const instances = group('instances', 'The instances of the web app');
  const endpoints =
    wayOut === 'endpoints'
      ? group('endpoints', 'The interface endpoints to the APIs of AWS')
      : undefined;

  const rules = [
    ...(domain === undefined ? [80] : [80, 443]).map(
      (listenerPort) =>
        new aws.vpc.SecurityGroupIngressRule(`rollover-world-to-load-balancer-${listenerPort}`, {
          securityGroupId: loadBalancer.id,
          description: `Anybody, to the listener on ${listenerPort}`,
          ...world,
          ...tcp(listenerPort),
          tags,
        }),
    ),
    new aws.vpc.SecurityGroupEgressRule('rollover-load-balancer-to-instances', {
      securityGroupId: loadBalancer.id,
      description: 'Requests and health checks, to the app',
      ...from(instances),
      ...tcp(port),
      tags,
    }),
    new aws.vpc.SecurityGroupIngressRule('rollover-instances-from-load-balancer', {
      securityGroupId: instances.id,
      description: 'Requests and health checks, from the load balancer alone',
      ...from(loadBalancer),
      ...tcp(port),
      tags,
    }),
    new aws.vpc.SecurityGroupEgressRule('rollover-instances-to-apis', {
      securityGroupId: instances.id,
      description: 'The APIs of AWS: the table, logs, metrics, Systems Manager',
      ...world,
      ...tcp(443),
      tags,
    }),
    ...(endpoints === undefined
      ? []
      : [
          new aws.vpc.SecurityGroupIngressRule('rollover-endpoints-from-instances', {
            securityGroupId: endpoints.id,
            description: 'Calls of the APIs of AWS by the instances',
            ...from(instances),
            ...tcp(443),
            tags,
          }),
        ]),
  ];
  return { loadBalancer, instances, endpoints, rules };
}

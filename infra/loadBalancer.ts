// The load balancer, whom it sends requests to, and where it listens: on 80, or with a domain on 443, to
// which 80 redirects.

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import { createAlias, createCertificate } from './domain.ts';
import type { Network } from './network.ts';
import type { SecurityGroups } from './securityGroups.ts';
import { tagsOf } from './tags.ts';

export type LoadBalancer = {
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly targetGroup: aws.lb.TargetGroup;
  /** A target group is in use, so that its health checks run, once a listener names it. */
  readonly listeners: readonly aws.lb.Listener[];
  readonly url: pulumi.Output<string>;
};

/** TLS 1.3, and 1.2 with forward secrecy and AEAD alone. */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
/** Below the app's own 65 s: else it closes a connection just as the next request comes on it. */
const idleTimeoutSeconds = 60;

export function createLoadBalancer(
  settings: Settings,
  { network, groups }: { readonly network: Network; readonly groups: SecurityGroups },
): LoadBalancer {
  const certificateArn = createCertificate(settings);
  const tags = tagsOf(settings);
  const loadBalancer = new aws.lb.LoadBalancer(
    'rollover',
    {
      loadBalancerType: 'application',
      internal: false,
      subnets: network.publicSubnetIds,
      securityGroups: [groups.loadBalancer.id],
      idleTimeout: idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: settings.deletionProtection,
      tags,
    },
    // AWS refuses a public load balancer in a network whose internet gateway is not there yet.
    { dependsOn: network.vpc },
  );
  const targetGroup = new aws.lb.TargetGroup('rollover', {
    vpcId: network.vpcId,
    targetType: 'instance',
    protocol: 'HTTP',
    port: settings.port,
    deregistrationDelay: settings.drainSeconds,
    loadBalancingAlgorithmType: settings.loadBalancing,
    healthCheck: {
      protocol: 'HTTP',
      port: 'traffic-port',
      path: settings.healthCheckPath,
      matcher: '200',
      interval: settings.healthCheckIntervalSeconds,
      timeout: settings.healthCheckTimeoutSeconds,
      healthyThreshold: settings.healthyThreshold,
      unhealthyThreshold: settings.unhealthyThreshold,
    },
    tags,
  });

  const forward = { type: 'forward', targetGroupArn: targetGroup.arn };
  const redirect = {
    type: 'redirect',
    redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' },
  };
  const http = new aws.lb.Listener('rollover-http', {
    loadBalancerArn: loadBalancer.arn,
    protocol: 'HTTP',
    port: 80,
    defaultActions: [certificateArn === undefined ? forward : redirect],
    tags,
  });
  createAlias(settings, loadBalancer);
  if (certificateArn === undefined) {
    const url = pulumi.interpolate`http://${loadBalancer.dnsName}`;
    return { loadBalancer, targetGroup, listeners: [http], url };
  }
  const https = new aws.lb.Listener('rollover-https', {
    loadBalancerArn: loadBalancer.arn,
    protocol: 'HTTPS',
    port: 443,
    sslPolicy: tlsPolicy,
    certificateArn,
    defaultActions: [forward],
    tags,
  });
  const url = pulumi.output(`https://${settings.domain}`);
  return { loadBalancer, targetGroup, listeners: [http, https], url };
}

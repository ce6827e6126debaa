// The services that a rollout calls.

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { RetryStrategyV2 } from '@smithy/types';

export type RolloutClients = {
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly ssm: SSMClient;
};

/** Where AWS is, and who is calling. */
export type Access = {
  readonly region: NonNullable<EC2ClientConfig['region']>;
  readonly credentials: NonNullable<EC2ClientConfig['credentials']>;
  /** Undefined: AWS's own. */
  readonly endpoint?: string | undefined;
};

/** @param retryStrategy without one they are hasty: two attempts, each soon over */
export function createRolloutClients(
  { region, credentials, endpoint }: Access,
  retryStrategy?: RetryStrategyV2,
): RolloutClients {
  const options = {
    region,
    credentials,
    ...(retryStrategy ? { retryStrategy } : { maxAttempts: 2 }),
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: retryStrategy ? 30_000 : 5_000 },
  };
  return {
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    ec2: new EC2Client(options),
    elbv2: new ElasticLoadBalancingV2Client(options),
    logs: new CloudWatchLogsClient(options),
    ssm: new SSMClient(options),
  };
}

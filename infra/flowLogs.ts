// A log of the connections that the network refused, where the settings ask for it.

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import type { Network } from './network.ts';
import { allow, trust } from './policies.ts';
import { tagsOf } from './tags.ts';

export function createFlowLogs(settings: Settings, { vpcId }: Network): void {
  if (!settings.flowLogs) return;
  const tags = tagsOf(settings, 'flow-logs');
  const logGroup = new aws.cloudwatch.LogGroup('rollover-flow-logs', {
    retentionInDays: settings.logRetentionDays,
    tags,
  });
  const role = new aws.iam.Role('rollover-flow-logs', {
    description: 'Writes the flow log of the network',
    assumeRolePolicy: trust('vpc-flow-logs.amazonaws.com'),
    tags,
  });
  const policy = new aws.iam.RolePolicy('rollover-flow-logs', {
    role: role.name,
    policy: allow({
      Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      Resource: pulumi.interpolate`${logGroup.arn}:*`,
    }),
  });
  new aws.ec2.FlowLog(
    'rollover',
    {
      vpcId,
      trafficType: 'REJECT',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags,
    },
    { dependsOn: policy },
  );
}

// What an instance may do: be reached through Systems Manager, write its log, use its table, and report
// its memory. There are no key pairs; Session Manager is the way in.

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import { allow, trust } from './policies.ts';
import { tagsOf } from './tags.ts';

export type Identity = {
  readonly instanceProfile: aws.iam.InstanceProfile;
  /** What the role needs before an instance boots with it. */
  readonly permissions: readonly (aws.iam.RolePolicy | aws.iam.RolePolicyAttachment)[];
};

export const metricNamespace = 'Rollover';

export function createIdentity(
  settings: Settings,
  uses: { readonly table: aws.dynamodb.Table; readonly logGroup: aws.cloudwatch.LogGroup },
): Identity {
  const tags = tagsOf(settings, 'instance');
  const role = new aws.iam.Role('rollover-instance', {
    description: 'The instances of the web app',
    assumeRolePolicy: trust('ec2.amazonaws.com'),
    tags,
  });
  const policy = (name: string, document: pulumi.Output<string>) =>
    new aws.iam.RolePolicy(`rollover-instance-${name}`, { role: role.name, policy: document });

  const permissions = [
    new aws.iam.RolePolicyAttachment('rollover-instance-ssm', {
      role: role.name,
      policyArn: aws.iam.ManagedPolicy.AmazonSSMManagedInstanceCore,
    }),
    policy(
      'logs',
      allow({
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: pulumi.interpolate`${uses.logGroup.arn}:*`,
      }),
    ),
    policy(
      'table',
      allow({ Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: uses.table.arn }),
    ),
    policy(
      'metrics',
      allow({
        Action: ['cloudwatch:PutMetricData'],
        // AWS knows no resources of this action; its namespace is what can be limited.
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
      }),
    ),
  ];
  const instanceProfile = new aws.iam.InstanceProfile('rollover-instance', {
    role: role.name,
    tags,
  });
  return { instanceProfile, permissions };
}

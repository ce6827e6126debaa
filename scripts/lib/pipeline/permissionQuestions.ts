// Calls that show what their caller may do, and change nothing: reads, and EC2's DryRun.

import {
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type _InstanceType,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplatesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, GetParameterHistoryCommand } from '@aws-sdk/client-ssm';
import type { Account } from '../account.ts';
import { parameterName } from '../releaseRecords.ts';
import { createRolloutClients } from '../rollout/rolloutClients.ts';
import type { StackSettings } from '../stackSettings.ts';

export type PermissionRequest = {
  readonly account: Pick<Account, 'access' | 'accountId'>;
  readonly settings: Pick<StackSettings, 'stack' | 'localRegion' | 'instanceType'>;
  /** An AMI that there is, for whether instances of it may be run. */
  readonly imageId?: string | undefined;
};

type Options = { readonly abortSignal: AbortSignal };
export type Ask = (options: Options) => Promise<unknown>;

/** By action, as IAM calls it. Where what is asked for does not exist, AWS says so only to those who may ask. */
export function permissionQuestions({
  account,
  settings,
  imageId,
}: PermissionRequest): Record<string, Ask> {
  const { access, accountId } = account;
  const { stack } = settings;
  // A closed list of which AWS has more than the SDK knows.
  const InstanceType = settings.instanceType as _InstanceType;
  const { autoScaling, cloudWatch, ec2, elbv2, logs, ssm } = createRolloutClients(access);
  const { region, credentials, endpoint } = access;
  const others = {
    region,
    credentials,
    maxAttempts: 2,
    ...(endpoint !== undefined && { endpoint }),
  };
  const name = `rollover-${stack}`;
  const Name = parameterName({ stack }, 'release');
  const topic = `arn:aws:sns:${String(region)}:${accountId}:${name}`;
  const DryRun = true;
  return {
    'autoscaling:DescribeAutoScalingGroups': (options) =>
      autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }), options),
    'autoscaling:DescribeInstanceRefreshes': (options) =>
      autoScaling.send(
        new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name }),
        options,
      ),
    'autoscaling:DescribeScalingActivities': (options) =>
      autoScaling.send(new DescribeScalingActivitiesCommand({ MaxRecords: 1 }), options),
    'cloudwatch:DescribeAlarms': (options) =>
      cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 1 }), options),
    'dynamodb:DescribeTable': (options) =>
      new DynamoDBClient(others).send(new DescribeTableCommand({ TableName: name }), options),
    'ec2:DescribeImages': (options) =>
      ec2.send(new DescribeImagesCommand({ Owners: ['self'], MaxResults: 5 }), options),
    'ec2:DescribeLaunchTemplates': (options) =>
      ec2.send(new DescribeLaunchTemplatesCommand({ MaxResults: 5 }), options),
    'ec2:CreateLaunchTemplate': (options) => {
      const LaunchTemplateData = { InstanceType };
      const input = { DryRun, LaunchTemplateName: name, LaunchTemplateData };
      return ec2.send(new CreateLaunchTemplateCommand(input), options);
    },
    'ec2:CreateSecurityGroup': (options) => {
      const input = { DryRun, GroupName: name, Description: 'Whether it may be made' };
      return ec2.send(new CreateSecurityGroupCommand(input), options);
    },
    'ec2:CreateVpc': (options) =>
      ec2.send(new CreateVpcCommand({ DryRun, CidrBlock: '10.0.0.0/16' }), options),
    ...(imageId !== undefined && {
      'ec2:RunInstances': (options: Options) => {
        const one = { MinCount: 1, MaxCount: 1, InstanceType };
        return ec2.send(new RunInstancesCommand({ DryRun, ImageId: imageId, ...one }), options);
      },
    }),
    'elasticloadbalancing:DescribeLoadBalancers': (options) =>
      elbv2.send(new DescribeLoadBalancersCommand({ PageSize: 1 }), options),
    'elasticloadbalancing:DescribeTargetGroups': (options) =>
      elbv2.send(new DescribeTargetGroupsCommand({ PageSize: 1 }), options),
    'iam:GetRole': (options) =>
      new IAMClient(others).send(new GetRoleCommand({ RoleName: name }), options),
    'logs:DescribeLogGroups': (options) =>
      logs.send(new DescribeLogGroupsCommand({ limit: 1 }), options),
    'logs:GetLogEvents': (options) => {
      const input = { logGroupName: name, logStreamName: 'none', limit: 1 };
      return logs.send(new GetLogEventsCommand(input), options);
    },
    'sns:GetTopicAttributes': (options) =>
      new SNSClient(others).send(new GetTopicAttributesCommand({ TopicArn: topic }), options),
    'ssm:GetParameter': (options) => ssm.send(new GetParameterCommand({ Name }), options),
    'ssm:GetParameterHistory': (options) =>
      ssm.send(new GetParameterHistoryCommand({ Name, MaxResults: 1 }), options),
  };
}

// The AWS CLI, as Debian has it: another client than the SDK's, of another make (botocore).

import { describe, expect, test } from 'vitest';
import { awsCli } from '../testing/awsCli.ts';
import { AwsError } from './awsError.ts';
import { type ServedWire, serveWire } from './testing/serveWire.ts';
import {
  autoScalingWith,
  cloudWatchWith,
  ec2With,
  iamWith,
  ssmWith,
  stsWith,
} from './testing/services.ts';

const text = 'ünïcode 🚀 <&>"\' +%=';

const aws = (served: ServedWire, ...words: string[]) => awsCli(served)(...words);

/** A handler that notes its inputs and gives the answers in turn. */
function noting<Output>(...answers: Output[]) {
  const inputs: object[] = [];
  const handler = async (input: object) => {
    inputs.push(input);
    return answers[inputs.length - 1] as Output;
  };
  return { inputs, handler };
}

test('ec2 is understood over ec2Query, there and back', async () => {
  const LaunchTime = new Date('2026-01-02T03:04:05.678Z');
  const instance = {
    InstanceId: 'i-1',
    LaunchTime,
    State: { Code: 0, Name: 'pending' as const },
    EbsOptimized: false,
    SecurityGroups: [],
    Tags: [{ Key: 'Name', Value: text }],
  };
  const { inputs, handler } = noting({ ReservationId: 'r-1', Instances: [instance] });
  const api = await serveWire([ec2With({ RunInstances: handler })]);
  const devices = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } }];
  const printed = await aws(
    api,
    ...['ec2', 'run-instances', '--image-id', 'ami-1', '--count', '2', '--client-token', 'token'],
    ...['--security-group-ids', 'sg-1', 'sg-2', '--user-data', text],
    ...['--block-device-mappings', JSON.stringify(devices)],
    ...[
      '--tag-specifications',
      JSON.stringify([{ ResourceType: 'instance', Tags: instance.Tags }]),
    ],
  );
  expect(inputs).toEqual([
    {
      ImageId: 'ami-1',
      MinCount: 2,
      MaxCount: 2,
      ClientToken: 'token',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      UserData: Buffer.from(text).toString('base64'),
      BlockDeviceMappings: devices,
      TagSpecifications: [{ ResourceType: 'instance', Tags: instance.Tags }],
    },
  ]);
  expect(printed).toEqual({
    ReservationId: 'r-1',
    Instances: [{ ...instance, LaunchTime: '2026-01-02T03:04:05.678000+00:00' }],
  });
});

test('Pages of ec2 are followed', async () => {
  const { inputs, handler } = noting(
    { Vpcs: [{ VpcId: 'vpc-1' }], NextToken: 'more' },
    { Vpcs: [{ VpcId: 'vpc-2' }] },
  );
  const api = await serveWire([ec2With({ DescribeVpcs: handler })]);
  const filters = ['--filters', 'Name=tag:Name,Values=a,b', 'Name=is-default,Values=true'];
  expect(await aws(api, 'ec2', 'describe-vpcs', ...filters)).toEqual({
    Vpcs: [{ VpcId: 'vpc-1' }, { VpcId: 'vpc-2' }],
  });
  const Filters = [
    { Name: 'tag:Name', Values: ['a', 'b'] },
    { Name: 'is-default', Values: ['true'] },
  ];
  expect(inputs).toEqual([{ Filters }, { Filters, NextToken: 'more' }]);
});

test('autoscaling is understood over awsQuery, there and back', async () => {
  const create = noting({});
  const group = {
    AutoScalingGroupName: text,
    MinSize: 1,
    MaxSize: 3,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: ['eu-central-1a'],
    HealthCheckType: 'ELB',
    CreatedTime: new Date(0),
    TargetGroupARNs: [],
  };
  const describe = noting({ AutoScalingGroups: [group] });
  const api = await serveWire([
    autoScalingWith({
      CreateAutoScalingGroup: create.handler,
      DescribeAutoScalingGroups: describe.handler,
    }),
  ]);
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' },
      Overrides: [{ InstanceType: 't3.micro', WeightedCapacity: '2' }],
    },
  };
  await aws(
    api,
    ...['autoscaling', 'create-auto-scaling-group', '--auto-scaling-group-name', text],
    ...['--min-size', '1', '--max-size', '3', '--no-capacity-rebalance'],
    ...['--mixed-instances-policy', JSON.stringify(policy)],
    ...['--tags', 'Key=a,Value=b,PropagateAtLaunch=true', '--target-group-arns', 'arn:1', 'arn:2'],
  );
  expect(create.inputs).toEqual([
    {
      AutoScalingGroupName: text,
      MinSize: 1,
      MaxSize: 3,
      CapacityRebalance: false,
      MixedInstancesPolicy: policy,
      Tags: [{ Key: 'a', Value: 'b', PropagateAtLaunch: true }],
      TargetGroupARNs: ['arn:1', 'arn:2'],
    },
  ]);
  expect(await aws(api, 'autoscaling', 'describe-auto-scaling-groups')).toEqual({
    AutoScalingGroups: [{ ...group, CreatedTime: '1970-01-01T00:00:00+00:00' }],
  });
});

test('ssm is understood over awsJson1_1, there and back', async () => {
  const { inputs, handler } = noting({ Version: 2, Tier: 'Standard' as const });
  const GetParameter = async () => ({
    Parameter: {
      Name: '/a',
      Value: text,
      Version: 2,
      LastModifiedDate: new Date(1_700_000_000_500),
    },
  });
  const api = await serveWire([ssmWith({ PutParameter: handler, GetParameter })]);
  const put = ['ssm', 'put-parameter', '--name', '/a', '--value', text, '--overwrite'];
  expect(await aws(api, ...put)).toEqual({ Version: 2, Tier: 'Standard' });
  expect(inputs).toEqual([{ Name: '/a', Value: text, Overwrite: true }]);
  expect(await aws(api, 'ssm', 'get-parameter', '--name', '/a')).toMatchObject({
    Parameter: { Name: '/a', Value: text, LastModifiedDate: '2023-11-14T22:13:20.500000+00:00' },
  });
});

test('sts is understood, and who calls is known', async () => {
  const service = stsWith({
    GetCallerIdentity: async (_input, { authorization }) => ({
      UserId: authorization.accessKeyId,
      Account: '000000000000',
      Arn: `arn:aws:iam::000000000000:user/${authorization.signingName}`,
    }),
  });
  const api = await serveWire([service]);
  expect(await aws(api, 'sts', 'get-caller-identity')).toEqual({
    UserId: api.client.credentials.accessKeyId,
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/sts',
  });
});

test('cloudwatch is understood over awsQuery, which this CLI still speaks', async () => {
  const { inputs, handler } = noting({});
  const api = await serveWire([cloudWatchWith({ PutMetricData: handler })]);
  const Timestamp = '2026-01-02T03:04:05.678Z';
  const Dimensions = [{ Name: 'a', Value: text }];
  const data = [{ MetricName: 'Load', Timestamp, Value: 1.5e-7, Values: [1, 2.5], Dimensions }];
  const MetricData = ['--metric-data', JSON.stringify(data)];
  await aws(api, 'cloudwatch', 'put-metric-data', '--namespace', 'Rollover', ...MetricData);
  expect(inputs).toEqual([
    { Namespace: 'Rollover', MetricData: [{ ...data[0], Timestamp: new Date(Timestamp) }] },
  ]);
});

describe('An error is told as from AWS', () => {
  const refuse = (code: string, status?: number) => async () => {
    throw new AwsError(code, `Because ${text}`, status);
  };

  test.each([
    {
      service: ec2With({ DescribeVpcs: refuse('InvalidVpcID.NotFound') }),
      args: ['ec2', 'describe-vpcs'],
      told: 'An error occurred (InvalidVpcID.NotFound) when calling the DescribeVpcs operation: ',
    },
    {
      service: iamWith({ GetRole: refuse('NoSuchEntity', 404) }),
      args: ['iam', 'get-role', '--role-name', 'a'],
      told: 'An error occurred (NoSuchEntity) when calling the GetRole operation: ',
    },
    {
      service: ssmWith({ GetParameter: refuse('ParameterNotFound') }),
      args: ['ssm', 'get-parameter', '--name', 'a'],
      told: 'An error occurred (ParameterNotFound) when calling the GetParameter operation: ',
    },
    {
      service: cloudWatchWith({ DescribeAlarms: refuse('ResourceNotFound', 404) }),
      args: ['cloudwatch', 'describe-alarms'],
      told: 'An error occurred (ResourceNotFound) when calling the DescribeAlarms operation: ',
    },
  ])('by $args.0', async ({ service, args, told }) => {
    const api = await serveWire([service]);
    const failed = aws(api, ...args);
    await expect(failed).rejects.toMatchObject({
      code: 254,
      stderr: expect.stringContaining(`${told}Because ${text}`),
    });
    expect(api.calls).toHaveLength(1);
  });

  test('also of an operation that is not built', async () => {
    const api = await serveWire([ec2With({})]);
    await expect(aws(api, 'ec2', 'describe-hosts')).rejects.toMatchObject({
      stderr: expect.stringContaining(
        '(NotImplemented) when calling the DescribeHosts operation: ec2.DescribeHosts is not built',
      ),
    });
    expect(api.notBuilt).toMatchObject([{ operation: 'ec2.DescribeHosts' }]);
  });
});

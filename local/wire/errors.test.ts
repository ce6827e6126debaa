import * as autoScaling from '@aws-sdk/client-auto-scaling';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { AwsError } from './awsError.ts';
import { errorShapeOf } from './errorShape.ts';
import { serveWire } from './testing/serveWire.ts';
import { autoScalingWith, cloudWatchWith, ec2With, iamWith, ssmWith } from './testing/services.ts';

const refuse = (code: string, status?: number) => async () => {
  throw new AwsError(code, 'Because “it” is <so> & 🚀', status);
};

const cloudWatches = [
  { name: 'awsJson1_0', config: {} },
  { name: 'rpcv2Cbor', config: { protocol: AwsSmithyRpcV2CborProtocol } },
  { name: 'awsQuery', config: { protocol: AwsQueryProtocol } },
];

describe('A modelled error comes back as the exception of the client', () => {
  test('over awsQuery, under the code of the query protocol', async () => {
    const api = await serveWire([
      iamWith({ GetRole: refuse('NoSuchEntity', 404) }),
      autoScalingWith({ SetDesiredCapacity: refuse('ScalingActivityInProgress') }),
    ]);
    const getRole = new IAMClient(api.client).send(new GetRoleCommand({ RoleName: 'absent' }));
    const error = await getRole.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NoSuchEntityException);
    expect(error).toMatchObject({
      name: 'NoSuchEntityException',
      message: 'Because “it” is <so> & 🚀',
      $fault: 'client',
      $metadata: { httpStatusCode: 404, requestId: api.calls.at(-1)?.requestId },
    });
    const client = new autoScaling.AutoScalingClient(api.client);
    const scale = new autoScaling.SetDesiredCapacityCommand({
      AutoScalingGroupName: 'web',
      DesiredCapacity: 2,
    });
    await expect(client.send(scale)).rejects.toBeInstanceOf(
      autoScaling.ScalingActivityInProgressFault,
    );
  });

  test('over awsJson1_1', async () => {
    const api = await serveWire([ssmWith({ GetParameter: refuse('ParameterNotFound') })]);
    const get = new SSMClient(api.client).send(new GetParameterCommand({ Name: '/absent' }));
    const error = await get.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ParameterNotFound);
    expect(error).toMatchObject({
      message: 'Because “it” is <so> & 🚀',
      $metadata: { httpStatusCode: 400, requestId: api.calls.at(-1)?.requestId },
    });
  });

  test.each(cloudWatches)('over $name, by its old code too', async ({ config }) => {
    const api = await serveWire([
      cloudWatchWith({ DescribeAlarms: refuse('ResourceNotFound', 404) }),
    ]);
    const client = new CloudWatchClient({ ...api.client, ...config });
    const error = await client.send(new DescribeAlarmsCommand()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ResourceNotFound);
    expect(error).toMatchObject({
      message: 'Because “it” is <so> & 🚀',
      Code: 'ResourceNotFound',
      $metadata: { httpStatusCode: 404, requestId: api.calls.at(-1)?.requestId },
    });
  });
});

test('An error of EC2, which models none, comes back under its code', async () => {
  const api = await serveWire([ec2With({ DescribeVpcs: refuse('InvalidVpcID.NotFound') })]);
  const describeVpcs = new EC2Client(api.client).send(new DescribeVpcsCommand());
  expect(await describeVpcs.catch((caught: unknown) => caught)).toMatchObject({
    name: 'InvalidVpcID.NotFound',
    message: 'Because “it” is <so> & 🚀',
    $metadata: { httpStatusCode: 400, requestId: api.calls.at(-1)?.requestId },
  });
});

describe('A member that the model requires is missed', () => {
  test('by EC2', async () => {
    const api = await serveWire([ec2With({ RunInstances: async () => ({}) })]);
    const input = { MinCount: 1, MaxCount: undefined };
    const run = new EC2Client(api.client).send(new RunInstancesCommand(input));
    await expect(run).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter MaxCount',
    });
  });

  test('by SSM', async () => {
    const api = await serveWire([ssmWith({ PutParameter: async () => ({}) })]);
    const input = { Name: undefined, Value: undefined, Tags: [{ Key: 'a', Value: undefined }] };
    const put = new SSMClient(api.client).send(new PutParameterCommand(input));
    await expect(put).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "3 validation errors detected: Value null at 'name' failed to satisfy constraint: " +
        "Member must not be null; Value null at 'value' failed to satisfy constraint: " +
        "Member must not be null; Value null at 'tags.1.member.value' failed to satisfy " +
        'constraint: Member must not be null',
    });
  });

  test.each(cloudWatches)('by CloudWatch over $name, in words of old', async ({ config }) => {
    const api = await serveWire([cloudWatchWith({ PutMetricAlarm: async () => ({}) })]);
    const client = new CloudWatchClient({ ...api.client, ...config });
    const put = client.send(new PutMetricAlarmCommand({ AlarmName: undefined }));
    await expect(put).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringContaining("Value null at 'alarmName'"),
    });
  });
});

test.each([
  ['LimitExceeded', 'com.amazonaws.cloudwatch#LimitExceededFault'],
  ['LimitExceededFault', 'com.amazonaws.cloudwatch#LimitExceededFault'],
  ['Unheard', 'Unheard'],
])('The shape of the error %s is %s', (code, shape) => {
  expect(errorShapeOf(cloudWatchWith({}), new AwsError(code, ''))).toBe(shape);
});

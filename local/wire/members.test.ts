import * as autoScaling from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { serveWire } from './testing/serveWire.ts';
import { autoScalingWith, cloudWatchWith, ec2With, ssmWith } from './testing/services.ts';

const everyText = 'ünïcode 🚀 \t\r\n\0\x1b\u0085\u2028 <&>"\' +%=&;';

describe('Empty and absent members', () => {
  test('of an answer are told apart over ec2Query', async () => {
    const answer = {
      Reservations: [
        { ReservationId: '', Groups: [], Instances: [{ InstanceId: 'i-1', Tags: [] }] },
        { OwnerId: undefined, Instances: undefined },
      ],
    };
    const api = await serveWire([ec2With({ DescribeInstances: async () => answer })]);
    const client = new EC2Client(api.client);
    const { Reservations, NextToken } = await client.send(new DescribeInstancesCommand());
    expect(Reservations?.[0]).toEqual(answer.Reservations[0]);
    expect(Reservations?.[1]).not.toHaveProperty('Instances');
    expect(NextToken).toBeUndefined();
  });

  test('of a request are told apart over awsQuery', async () => {
    const inputs: object[] = [];
    const api = await serveWire([
      autoScalingWith({ CreateAutoScalingGroup: async (input) => inputs.push(input) && {} }),
    ]);
    const input = {
      AutoScalingGroupName: '',
      MinSize: 0,
      MaxSize: 0,
      TargetGroupARNs: [],
      CapacityRebalance: false,
      Tags: [{ Key: everyText, Value: '' }],
    };
    const create = new autoScaling.CreateAutoScalingGroupCommand(input);
    await new autoScaling.AutoScalingClient(api.client).send(create);
    expect(inputs).toEqual([input]);
  });

  test('of a request are read as absent over ec2Query, which does not send them', async () => {
    const inputs: object[] = [];
    const api = await serveWire([
      ec2With({ RunInstances: async (input) => inputs.push(input) && {} }),
    ]);
    const input = { MinCount: 1, MaxCount: 1, ClientToken: everyText, SecurityGroupIds: [] };
    await new EC2Client(api.client).send(new RunInstancesCommand(input));
    expect(inputs).toEqual([{ MinCount: 1, MaxCount: 1, ClientToken: everyText }]);
  });

  test('of JSON are absent where they are null', async () => {
    const inputs: object[] = [];
    const api = await serveWire([
      ssmWith({ PutParameter: async (input) => inputs.push(input) && {} }),
    ]);
    const input = { Name: '/a', Value: everyText, Description: null, Tags: [] };
    await new SSMClient(api.client).send(new PutParameterCommand(input as never));
    expect(inputs).toEqual([{ Name: '/a', Value: everyText, Tags: [] }]);
  });
});

test.each([
  { name: 'awsJson1_0', config: {} },
  { name: 'rpcv2Cbor', config: { protocol: AwsSmithyRpcV2CborProtocol } },
])('PutMetricData over $name is read when the client has zipped it', async ({ config }) => {
  const inputs: object[] = [];
  const encodings: unknown[] = [];
  const api = await serveWire([
    cloudWatchWith({ PutMetricData: async (input) => inputs.push(input) && {} }),
  ]);
  const client = new CloudWatchClient({ ...api.client, ...config });
  client.middlewareStack.add(
    (next) => (call) => {
      // What finalizing middleware gets is the HTTP request.
      const { headers } = call.request as { readonly headers: Record<string, string> };
      encodings.push(headers['content-encoding'] ?? headers['Content-Encoding']);
      // The CBOR protocol counts the body before it is zipped: then the client waits forever.
      delete headers['content-length'];
      return next(call);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const data = Array.from({ length: 300 }, (_, index) => ({
    MetricName: `Requests${index}`,
    Timestamp: new Date(1_700_000_000_123 + index),
    Values: [index, index / 3, 1e20],
    Dimensions: [{ Name: 'Group', Value: everyText }],
  }));
  const input = { Namespace: 'Rollover', MetricData: data };
  await client.send(new PutMetricDataCommand(input));
  expect(encodings).toEqual(['gzip']);
  expect(inputs).toEqual([input]);
});

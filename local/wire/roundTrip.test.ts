import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as ssm from '@aws-sdk/client-ssm';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import type { StaticOperationSchema } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from './pipeline.ts';
import type { Service } from './service.ts';
import { anyText, anyValue, type ValueOptions, xmlText } from './testing/arbitraries.ts';
import { serveWire } from './testing/serveWire.ts';
import { autoScalingWith, cloudWatchWith, ec2With, iamWith, ssmWith } from './testing/services.ts';

type Client = new (
  config: object,
) => {
  send(command: object): Promise<object>;
  destroy(): void;
};
type Command = new (input: object) => object;

const asXml: ValueOptions = { text: xmlText, canBeEmpty: false };
const asForm: ValueOptions = { text: anyText, canBeEmpty: false };
const asData: ValueOptions = { text: anyText, canBeEmpty: true };

const speakers = [
  {
    ...speaker('ec2Query', ec2With({}), ec2.EC2Client),
    ...{ input: asForm, output: asXml },
    requests: ['RunInstances', 'CreateLaunchTemplate', 'ImportKeyPair', 'DescribeInstances'],
    answers: ['DescribeInstances', 'DescribeLaunchTemplateVersions', 'CancelBundleTask'],
  },
  {
    ...speaker('awsQuery', autoScalingWith({}), autoScaling.AutoScalingClient),
    ...{ input: asForm, output: asXml },
    requests: ['CreateAutoScalingGroup', 'PutScalingPolicy', 'StartInstanceRefresh'],
    answers: ['DescribeAutoScalingGroups', 'DescribeInstanceRefreshes'],
  },
  {
    ...speaker('awsQuery with maps', iamWith({}), iam.IAMClient),
    ...{ input: asForm, output: asXml },
    requests: ['CreateRole', 'AcquireRole'],
    answers: ['GetRole', 'GetAccountSummary', 'CreateVirtualMFADevice'],
  },
  {
    ...speaker('awsQuery of CloudWatch', cloudWatchWith({}), cloudWatch.CloudWatchClient, {
      protocol: AwsQueryProtocol,
    }),
    ...{ input: asForm, output: asXml },
    requests: ['PutMetricAlarm', 'PutMetricData'],
    answers: ['DescribeAlarms', 'GetMetricStatistics'],
  },
  {
    ...speaker('awsJson1_1', ssmWith({}), ssm.SSMClient),
    ...{ input: asData, output: asData },
    requests: ['PutParameter', 'CreateAssociation', 'UpdateMaintenanceWindowTask'],
    answers: ['GetParametersByPath', 'GetMaintenanceWindowTask'],
  },
  {
    ...speaker('awsJson1_0', cloudWatchWith({}), cloudWatch.CloudWatchClient),
    ...{ input: asData, output: asData },
    requests: ['PutMetricAlarm', 'PutMetricData'],
    answers: ['DescribeAlarms', 'GetMetricData', 'GetMetricWidgetImage'],
  },
  {
    ...speaker('rpcv2Cbor', cloudWatchWith({}), cloudWatch.CloudWatchClient, {
      protocol: AwsSmithyRpcV2CborProtocol,
    }),
    ...{ input: asData, output: asData },
    requests: ['PutMetricAlarm', 'PutMetricData'],
    answers: ['DescribeAlarms', 'GetMetricData', 'GetMetricWidgetImage'],
  },
];

describe.each(speakers)('Over $name', ({ service, send, input, output, requests, answers }) => {
  test.each(requests)('whatever a client sends with %s is read', async (name) => {
    const inputs: unknown[] = [];
    const echo = async (given: object) => {
      inputs.push(given);
      return {};
    };
    const api = await serveWire([{ ...service, handlers: { [name]: echo } }]);
    const any = anyValue(schemaOf(service, name)[4], input);
    await fc.assert(
      fc.asyncProperty(any, async (value) => {
        inputs.length = 0;
        await send(api.client, name, value);
        expect(inputs).toEqual([value]);
      }),
      { numRuns: 40 },
    );
  });

  test.each(answers)('whatever %s answers reaches the client', async (name) => {
    let answer = {};
    const api = await serveWire([{ ...service, handlers: { [name]: async () => answer } }]);
    const required = fc.sample(anyValue(schemaOf(service, name)[4], input), 1)[0] ?? {};
    await fc.assert(
      fc.asyncProperty(anyValue(schemaOf(service, name)[5], output), async (value) => {
        answer = value;
        const { $metadata, ...received } = await send(api.client, name, required);
        // Bytes come as a subclass of Uint8Array, which a clone is not.
        expect(structuredClone(received)).toEqual(value);
        expect($metadata).toMatchObject({ requestId: api.calls.at(-1)?.requestId });
      }),
      { numRuns: 40 },
    );
  });
});

function speaker(name: string, service: Service<Call>, Client: unknown, config: object = {}) {
  return {
    name,
    service,
    async send(options: object, operation: string, input: object) {
      // Every client's module exports a command for each operation, under its name.
      const Command = service.schemas[`${operation}Command`] as Command;
      const client = new (Client as Client)({ ...options, ...config });
      try {
        return (await client.send(new Command(input))) as { readonly $metadata: object };
      } finally {
        client.destroy();
      }
    },
  };
}

function schemaOf({ schemas }: Service<Call>, name: string): StaticOperationSchema {
  // And its schema.
  return schemas[`${name}$`] as StaticOperationSchema;
}

// The same calls over each of the protocols that CloudWatch's clients speak: the SDK's own (JSON), that of
// Go (CBOR), and that of older ones (a query).

import { CloudWatch, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { signedFor } from '../../wire/testing/ask.ts';
import { cloudWatch } from './cloudWatch.ts';
import { cpuHigh } from './testing/alarms.ts';

const protocols = {
  awsJson1_0: AwsJson1_0Protocol,
  rpcv2Cbor: AwsSmithyRpcV2CborProtocol,
  awsQuery: AwsQueryProtocol,
};
const minute = (count: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + count * 60_000);

describe.each(Object.entries(protocols))('Over %s', (_, protocol) => {
  async function serve() {
    const api = await serveApi(cloudWatch);
    // The option's type names the client's own protocol alone.
    const other = { protocol } as Pick<CloudWatchClientConfig, 'protocol'>;
    return new CloudWatch({ ...api.client, ...other });
  }

  test('an alarm is made and shown', async () => {
    const client = await serve();
    await client.putMetricAlarm({ ...cpuHigh, Threshold: 0.25 });
    const { MetricAlarms } = await client.describeAlarms({ AlarmNames: ['cpu-high', 'none'] });
    expect(MetricAlarms).toMatchObject([
      { ...cpuHigh, Threshold: 0.25, StateUpdatedTimestamp: minute(0), ActionsEnabled: true },
    ]);
  });

  test('figures are put and read', async () => {
    const client = await serve();
    const Metric = { Namespace: 'Rollover', MetricName: 'm' };
    const datum = { MetricName: 'm', Timestamp: minute(-1), Values: [1, 2.5], Counts: [2, 4] };
    await client.putMetricData({ Namespace: 'Rollover', MetricData: [datum] });
    const { MetricDataResults } = await client.getMetricData({
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
      StartTime: minute(-2),
      EndTime: minute(0),
    });
    expect(MetricDataResults).toMatchObject([{ Timestamps: [minute(-1)], Values: [12] }]);
  });

  test('what is not there has the same code', async () => {
    const client = await serve();
    await expect(client.deleteAlarms({ AlarmNames: ['none'] })).rejects.toMatchObject({
      name: 'ResourceNotFound',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.getDashboard({ DashboardName: 'none' })).rejects.toMatchObject({
      message: 'Dashboard none does not exist',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

test('Errors that share a code are told apart by their shapes', async () => {
  const { client } = await serveApi(cloudWatch);
  const asked = async (operation: string, input: object) => {
    const response = await fetch(client.endpoint, {
      method: 'POST',
      headers: {
        ...signedFor('monitoring', { key: client.credentials.accessKeyId }),
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const { __type } = (await response.json()) as { readonly __type: string };
    return [response.status, __type, response.headers.get('x-amzn-query-error')];
  };
  expect(await asked('GetDashboard', { DashboardName: 'none' })).toEqual([
    ...[404, 'com.amazonaws.cloudwatch#DashboardNotFoundError', 'ResourceNotFound;Sender'],
  ]);
  expect(await asked('DeleteAlarms', { AlarmNames: ['none'] })).toEqual([
    ...[404, 'com.amazonaws.cloudwatch#ResourceNotFound', 'ResourceNotFound;Sender'],
  ]);
});

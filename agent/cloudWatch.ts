// What the agent asks of AWS: one attempt each; how often it is made again is for patience.ts to say.

import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from './logEvents.ts';

const settings = (region: string) => ({
  region,
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
});

/** Puts events into a stream, which is made when it is missing. */
export function createLogStream(
  region: string,
  logGroupName: string,
  logStreamName: string,
  say: (line: string) => void,
): (events: readonly LogEvent[]) => Promise<void> {
  const client = new CloudWatchLogsClient(settings(region));
  const stream = { logGroupName, logStreamName };
  const put = async (logEvents: readonly LogEvent[]) => {
    const { rejectedLogEventsInfo: rejected } = await client.send(
      new PutLogEventsCommand({ ...stream, logEvents: [...logEvents] }),
    );
    if (rejected) say(`CloudWatch Logs did not keep all events: ${JSON.stringify(rejected)}`);
  };
  return async (events) => {
    try {
      await put(events);
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
      await client.send(new CreateLogStreamCommand(stream)).catch((reason: unknown) => {
        if (!isNamed(reason, 'ResourceAlreadyExistsException')) throw reason;
      });
      await put(events);
    }
  };
}

/** Of events that will not be taken, however often they are put. */
export function isRefusal(error: unknown): boolean {
  return isNamed(error, 'InvalidParameterException');
}

/** Puts `mem_used_percent` of an Auto Scaling group, as the alarms of the stack read it. */
export function createMemoryMetric(
  region: string,
  autoScalingGroupName: string,
): (percent: number) => Promise<void> {
  const client = new CloudWatchClient(settings(region));
  return async (percent) => {
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Rollover',
        MetricData: [
          {
            MetricName: 'mem_used_percent',
            Dimensions: [{ Name: 'AutoScalingGroupName', Value: autoScalingGroupName }],
            Unit: 'Percent',
            Value: percent,
          },
        ],
      }),
    );
  };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

// What an instance said last that may tell why it failed: out of its log stream, else the end of its console.

import { stripVTControlCharacters } from 'node:util';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import type { RolloutContext } from './rolloutContext.ts';
import { tellingLines } from './tellingLines.ts';

export type LastWords = {
  /** Such as `log rollover-0f3`. */
  readonly source: string;
  readonly lines: readonly string[];
};

/** That are told, and that are looked at. */
const lineCount = 10;
const readCount = 1000;

/** Undefined where it said nothing, or nothing that can still be read. */
export async function readLastWords(
  context: Pick<RolloutContext, 'clients' | 'request'>,
  instanceId: string,
): Promise<LastWords | undefined> {
  const { logGroupName } = context.request;
  // Where its log cannot be read, its console may.
  const log = await readLog(context, instanceId).catch(() => []);
  if (log.length > 0) return { source: `log ${logGroupName}`, lines: log };
  const console = await readConsole(context, instanceId);
  return console.length > 0 ? { source: 'console', lines: console } : undefined;
}

async function readLog(
  { clients, request }: Pick<RolloutContext, 'clients' | 'request'>,
  logStreamName: string,
): Promise<readonly string[]> {
  const { logGroupName } = request;
  const { events = [] } = await clients.logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, limit: readCount }),
  );
  const lines = events.flatMap(({ message = '' }) => linesOf(message));
  return tellingLines(lines, lineCount);
}

async function readConsole(
  { clients }: Pick<RolloutContext, 'clients'>,
  InstanceId: string,
): Promise<readonly string[]> {
  const read = async (input: { readonly Latest?: boolean }) =>
    (await clients.ec2.send(new GetConsoleOutputCommand({ InstanceId, ...input }))).Output ?? '';
  // Instances that are not of Nitro have no latest output, only what AWS keeps of itself.
  const output = await read({ Latest: true }).catch((error: Error) => {
    if (/^InvalidInstanceID/.test(error.name)) return '';
    return read({});
  });
  return linesOf(Buffer.from(output, 'base64').toString('utf8')).slice(-2 * lineCount);
}

function linesOf(text: string): readonly string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { ssm } from '../../local/services/ssm/ssm.ts';
import { serveApi } from '../../local/testing/serveApi.ts';
import { expirySeconds, LockedError, type LockRequest, readLock, takeLock } from './deployLock.ts';
import { printProcess, thisProcess } from './processIdentity.ts';

const lockName = '/rollover/dev/lock';
const began = Date.parse('2026-01-01T00:00:00Z');

async function createStack() {
  const api = await serveApi(ssm);
  const records = { ssm: new SSMClient(api.client), stack: 'dev' };
  const said: string[] = [];
  let now = began;
  const pass = (milliseconds: number) => {
    now += milliseconds;
    api.advance(milliseconds);
  };
  let onWait: () => unknown = () => {};
  const request: LockRequest = {
    records,
    command: 'deploy',
    onConflict: 'fail',
    deadline: new Date(began + 60_000),
    time: {
      now: () => new Date(now),
      async wait(milliseconds) {
        await onWait();
        pass(milliseconds);
      },
    },
    say: (line) => said.push(line),
    stopping: new AbortController().signal,
  };
  const putLock = (process: string) =>
    records.ssm.send(
      new PutParameterCommand({
        Name: lockName,
        Type: 'String',
        Value: JSON.stringify({
          ...{ owner: 'other', command: 'rollback', by: 'ann', host: 'ci-7' },
          ...{ process, since: '2025-12-31T23:59:00.123Z' },
        }),
      }),
    );
  const whileWaiting = (work: () => unknown) => {
    onWait = work;
  };
  return { records, request, said, putLock, pass, whileWaiting };
}

const alive = async () => printProcess(await thisProcess());
const elsewhere = '0123456789ab.4711.99';

test('Of many that want it at once, one gets it; the others are told who that is', async () => {
  const { records, request } = await createStack();
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(request)));
  const [winner] = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refusals = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refusals).toHaveLength(7);
  for (const refusal of refusals) {
    expect(refusal).toBeInstanceOf(LockedError);
    expect(refusal.message).toMatch(
      new RegExp(
        `^a deploy of dev by \\S+ on \\S+ \\(process ${process.pid}, since 2026-01-01T00:00:00Z\\) is at`,
      ),
    );
  }
  await winner?.require();
  await winner?.release();
  expect(await readLock(records)).toBeUndefined();
});

test('It says who and since when, and no more', async () => {
  const { records, request } = await createStack();
  const lock = await takeLock(request);
  const { Parameter } = await records.ssm.send(new GetParameterCommand({ Name: lockName }));
  expect(Object.keys(JSON.parse(Parameter?.Value ?? ''))).toEqual([
    'owner',
    'command',
    'by',
    'host',
    'process',
    'since',
  ]);
  await lock.release();
});

test('A lock whose owner has died on this machine is taken at once', async () => {
  const { request, said, putLock } = await createStack();
  const { place } = await thisProcess();
  await putLock(printProcess({ place, id: 2 ** 30, start: '1' }));
  const lock = await takeLock(request);
  expect(said).toEqual([
    `a rollback of dev by ann on ci-7 (process ${2 ** 30}, since 2025-12-31T23:59:00Z) has died: taking its lock`,
  ]);
  await lock.require();
  await lock.release();
});

test('On another machine it is silence that tells', async () => {
  const { request, putLock, pass } = await createStack();
  await putLock(elsewhere);
  pass(expirySeconds * 1000 - 1000);
  await expect(takeLock(request)).rejects.toThrow(/a rollback of dev by ann on ci-7/);
  pass(2000);
  await (await takeLock(request)).release();
});

test('Whoever waits gets it when it is free, and gives up at the deadline', async () => {
  const { request, said, putLock, records, whileWaiting } = await createStack();
  await putLock(await alive());
  const patient = { ...request, onConflict: 'wait' as const };
  await expect(takeLock(patient)).rejects.toThrow(LockedError);
  expect(said).toHaveLength(1);

  // As its owner does.
  whileWaiting(() => records.ssm.send(new DeleteParameterCommand({ Name: lockName })));
  const later = new Date(began + 3_600_000);
  const lock = await takeLock({ ...patient, deadline: later });
  await lock.require();
  await lock.release();
});

test('An owner that has lost it is told so, and does not remove what is not its own', async () => {
  const { request, records, putLock } = await createStack();
  const lock = await takeLock(request);
  await records.ssm.send(new DeleteParameterCommand({ Name: lockName }));
  await expect(lock.require()).rejects.toThrow(/but nobody has it\. Nothing more is written/);
  await putLock(elsewhere);
  await expect(lock.require()).rejects.toThrow(/a rollback of dev by ann on ci-7 .* has it/);
  await lock.release();
  expect(await readLock(records)).toMatchObject({ owner: 'other' });
});

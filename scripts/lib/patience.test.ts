import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { patience } from './patience.ts';

type Reply = (response: http.ServerResponse) => void;

const json = (status: number, body: object): Reply => {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  };
};
const throttled = json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
const broken = json(503, {});
const cutOff: Reply = (response) => response.destroy();
const missing = json(400, { __type: 'ParameterNotFound', message: '' });
const notBuilt = json(501, { __type: 'InternalFailure', message: '' });
const found = json(200, { Parameter: { Value: 'it' } });

/** A service that gives one reply after the other, and a client of it. */
async function serve(replies: Reply[], isOver = () => false) {
  let calls = 0;
  const server = http.createServer((_, response) => replies[calls++]?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ssm = new SSMClient({
    region: 'eu-central-1',
    // It listens on a port.
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    retryStrategy: patience(isOver, 1),
  });
  onTestFinished(() => {
    ssm.destroy();
    server.close();
  });
  const read = async () =>
    (await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter?.Value;
  return { read, calls: () => calls };
}

describe('A patient client', () => {
  test('outlasts throttling, errors of the service and cut connections', async () => {
    const { read, calls } = await serve([throttled, cutOff, broken, throttled, cutOff, found]);
    expect(await read()).toBe('it');
    expect(calls()).toBe(6);
  });

  test.each([
    ['ParameterNotFound', missing],
    ['InternalFailure', notBuilt],
  ])('does not try again what cannot be mended: %s', async (name, reply) => {
    const { read, calls } = await serve([reply, found]);
    await expect(read()).rejects.toThrow(expect.objectContaining({ name }));
    expect(calls()).toBe(1);
  });

  test('gives up with the last error when its time is over', async () => {
    let attempts = 0;
    const { read } = await serve([broken, throttled, found], () => attempts++ === 1);
    await expect(read()).rejects.toThrow('Rate exceeded');
  });
});

test('Attempts never run out; they get slower, up to ten seconds, and differ', async () => {
  const strategy = patience(() => false);
  let token = await strategy.acquireInitialRetryToken('');
  const delays: number[] = [];
  for (let i = 0; i < 1000; i += 1) {
    token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
    delays.push(token.getRetryDelay());
  }
  expect(delays[0]).toBeLessThanOrEqual(400);
  expect(Math.min(...delays.slice(-5))).toBeGreaterThanOrEqual(5_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
  expect(new Set(delays.slice(-5)).size).toBeGreaterThan(1);
});

import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { faultsPath } from './faultsApi.ts';
import { keyHeader } from './ownPaths.ts';
import { run } from './testing/memoryInstances.ts';
import { startMemoryRegion } from './testing/memoryRegion.ts';

async function serve() {
  const region = await startMemoryRegion();
  const { secretAccessKey } = await region.ec2.config.credentials();
  const url = await region.ec2.config.endpoint?.();
  async function ask(body?: object, key = secretAccessKey) {
    const response = await fetch(`http://127.0.0.1:${url?.port}${faultsPath}`, {
      headers: { [keyHeader]: key },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    // What this file asks for.
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  }
  const done = () => region.drivers.machines.done();
  return { region, ask, done };
}

test('A machine freezes, and thaws when the time is over', async () => {
  const { region, ask, done } = await serve();
  const InstanceId = await run(region.ec2);
  await expect
    .poll(() => region.drivers.machines.list())
    .toContainEqual([InstanceId, { state: 'running' }]);
  await ask({ fault: { kind: 'freeze', InstanceId }, seconds: 30 });
  await expect.poll(done).toEqual([`${InstanceId}: freeze`]);
  region.advance(30_000);
  // A change of records makes the region look at once.
  await ask({ fault: { kind: 'refuse-launches' }, seconds: 1 });
  await expect.poll(done).toEqual([`${InstanceId}: freeze`, `${InstanceId}: thaw`]);
});

test('All are undone at once, also by a region that was started again', async () => {
  const { region, ask, done } = await serve();
  const InstanceId = await run(region.ec2);
  await expect
    .poll(() => region.drivers.machines.list())
    .toContainEqual([InstanceId, { state: 'running' }]);
  await ask({ fault: { kind: 'slow', InstanceId, cpuPercent: 5 }, seconds: 600 });
  await ask({ fault: { kind: 'cut-network', InstanceId }, seconds: 600 });
  await expect.poll(done).toEqual([`${InstanceId}: limit to 0.1 vCPUs`]);
  await expect.poll(() => region.drivers.network.cut()).toHaveLength(1);
  await region.restart();
  const { port } = (await region.ec2.config.endpoint?.()) ?? {};
  const { secretAccessKey } = await region.ec2.config.credentials();
  await fetch(`http://127.0.0.1:${port}${faultsPath}`, {
    method: 'POST',
    headers: { [keyHeader]: secretAccessKey },
    body: JSON.stringify({ clear: true }),
  });
  await expect.poll(() => done().at(-1)).toBe(`${InstanceId}: limit to 2 vCPUs`);
  await expect.poll(() => region.drivers.network.cut()).toEqual([]);
});

test('All that is wrong with a wish is told, and nothing is done', async () => {
  const { ask } = await serve();
  expect(await ask({ fault: { kind: 'flood' }, seconds: 1 })).toMatchObject({
    status: 400,
    error: expect.stringMatching(/^kind: expected one of kill, freeze, .*, got flood$/),
  });
  expect(
    await ask({ fault: { kind: 'slow', InstanceId: 'i-1', cpuPercent: 0 }, seconds: 0 }),
  ).toEqual({
    status: 400,
    error: `cpuPercent: expected an integer from 1 to 100, got 0
InstanceId: there is no instance i-1
seconds: expected an integer from 1 to 3600, got 0`,
  });
  expect(await ask()).toEqual({ status: 200, faults: [] });
});

test('Only who has the key may wish', async () => {
  const { ask, region } = await serve();
  expect(await ask({ clear: true }, 'guessed')).toMatchObject({ status: 403 });
  await region.ec2.send(new DescribeVpcsCommand());
});

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { MachineSpec } from '../machines.ts';
import { run } from '../run.ts';
import { createNspawnHost, type NspawnHost } from '../testing/nspawnHost.ts';
import { readCgroupHost } from './cgroupFiles.ts';
import { cgroupOf } from './cgroups.ts';

const namespace = `t${randomBytes(3).toString('hex')}`;
let base = '';

beforeAll(async () => {
  await run('ip', ['netns', 'add', namespace]);
}, 600_000);
afterAll(() => run('ip', ['netns', 'del', namespace]));

async function createHost(): Promise<NspawnHost> {
  const host = await createNspawnHost(`t${randomBytes(3).toString('hex')}`);
  onTestFinished(() => host.remove());
  base = (await host.layers.base(() => {})).layer;
  return host;
}

function specOf(InstanceId: string, layers: readonly string[] = [base]): MachineSpec {
  return {
    InstanceId,
    layers,
    hostName: 'ip-10-0-0-1',
    memoryMiB: 512,
    vCpus: 1,
    networkNamespace: `/run/netns/${namespace}`,
    environment: {},
  };
}

/** Traces that are nothing but a stopped machine's own files. */
const filesOnly = ({ directory }: NspawnHost) =>
  expect.toSatisfy((traces: string[]) =>
    traces.every((trace) => trace.startsWith(join(directory, 'instances/i-1'))),
  );

test('A removed machine leaves nothing on the host', async () => {
  const host = await createHost();
  await host.machines.start(specOf('i-1'));
  const traces = await host.traces();
  for (const kind of [/^process/, /^\/sys\/fs\/cgroup/, /instances\/i-1\/upper$/]) {
    expect(traces).toContainEqual(expect.stringMatching(kind));
  }
  await host.machines.remove('i-1');
  await expect.poll(host.traces).toEqual([]);
});

test('A stopped machine leaves its files and nothing else', async () => {
  const host = await createHost();
  await host.machines.start(specOf('i-1'));
  await host.machines.stop('i-1', 30);
  await expect.poll(host.traces).toEqual(filesOnly(host));
});

test('A machine that does not power off is killed', async () => {
  const host = await createHost();
  await host.machines.start(specOf('i-1'));
  await host.machines.stop('i-1', 0);
  expect(await host.machines.list()).toEqual(new Map([['i-1', { state: 'stopped' }]]));
  await expect.poll(host.traces).toEqual(filesOnly(host));
});

test('A machine outlives the process that started it, and a new one finds it', async () => {
  const host = await createHost();
  const program = `
    import { createNspawnMachines } from ${JSON.stringify(join(import.meta.dirname, 'machines.ts'))};
    const machines = await createNspawnMachines(${JSON.stringify(host)});
    await machines.start(${JSON.stringify(specOf('i-1'))});
    process.kill(process.pid, 'SIGKILL');
  `;
  await new Promise((resolve) =>
    execFile(process.execPath, ['--input-type=module', '--eval', program], resolve),
  );
  const machines = await host.again();
  expect(await machines.list()).toEqual(new Map([['i-1', { state: 'running' }]]));
  await machines.stop('i-1', 30);
  expect(await machines.list()).toEqual(new Map([['i-1', { state: 'stopped', exitStatus: 0 }]]));
});

test('A machine yields the processors while it boots, and no longer', async () => {
  const host = await createHost();
  await host.machines.start(specOf('i-1'));
  const { cpuWeight } = cgroupOf(await readCgroupHost(), host.regionId, 'i-1', specOf('i-1'));
  const weight = async () => (await readFile(cpuWeight.file, 'utf8')).trim();
  expect(await weight()).toBe(cpuWeight.booting);
  await expect.poll(weight).toBe(cpuWeight.booted);
  // By another driver, where the first has ended meanwhile.
  await host.machines.stop('i-1', 30);
  await host.machines.start(specOf('i-1'));
  expect(await weight()).toBe(cpuWeight.booting);
  await host.machines.close();
  await (await host.again()).close();
  expect(await weight()).toBe(cpuWeight.booted);
});

test('A machine whose host was cut off is stopped, and starts again', async () => {
  const host = await createHost();
  await host.machines.start(specOf('i-1'));
  const init = await host.machines.initProcess('i-1');
  await run('sh', ['-c', `kill -9 $(ps -o ppid= ${init}) ${init}`]);
  // The supervisor still leaves nspawn's status; after a power cut there is none.
  await expect.poll(async () => (await host.machines.list()).get('i-1')?.state).toBe('stopped');
  const machines = await host.again();
  await machines.start(specOf('i-1'));
  expect((await machines.list()).get('i-1')).toEqual({ state: 'running' });
});

test('Two regions have machines of the same id', async () => {
  const [one, two] = [await createHost(), await createHost()];
  await one.machines.start(specOf('i-1'));
  await two.machines.start(specOf('i-1'));
  await one.machines.remove('i-1');
  expect(await one.machines.list()).toEqual(new Map());
  expect(await two.machines.list()).toEqual(new Map([['i-1', { state: 'running' }]]));
  await expect.poll(one.traces).toEqual([]);
});

test('A disk of forty layers boots', async () => {
  const host = await createHost();
  const layers = Array.from({ length: 40 }, (_, index) => `snap-0123456789abcde${index + 10}`);
  for (const [index, layer] of layers.entries()) {
    const folder = join(host.directory, 'layers', layer);
    await mkdir(join(folder, 'opt'), { recursive: true });
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'opt', `${index}`), layer);
  }
  await host.machines.start(specOf('i-1', [base, ...layers]));
  const init = await host.machines.initProcess('i-1');
  expect(await run('sh', ['-c', `ls /proc/${init}/root/opt | wc -l`])).toBe('40\n');
});

test('A machine without its layers says so, and leaves nothing running', async () => {
  const host = await createHost();
  await expect(host.machines.start(specOf('i-1', [base, 'gone']))).rejects.toThrow(
    'i-1 cannot start: expected all layers of its disk, got gone missing',
  );
  await expect.poll(host.traces).toEqual([]);
});

test('A machine that cannot run says what nspawn said', async () => {
  const host = await createHost();
  const spec = { ...specOf('i-1'), networkNamespace: '/run/netns/nowhere' };
  await expect(host.machines.start(spec)).rejects.toThrow(
    /^i-1 did not start: its supervisor has ended; it said: .*nowhere/s,
  );
  await expect.poll(host.traces).toEqual(filesOnly(host));
});

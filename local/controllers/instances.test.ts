import { expect, test } from 'vitest';
import { createMemoryMachines } from '../drivers/memory/machines.ts';
import { ec2Tables } from '../store/ec2.ts';
import { openMemoryStore } from '../store/memoryStore.ts';
import { instanceRow } from '../testing/ec2Rows.ts';
import { createTurns } from '../turns.ts';
import { type InstanceControllerOptions, reconcileInstances } from './instances.ts';

function createRegion() {
  const store = openMemoryStore();
  const machines = createMemoryMachines();
  const { instances } = ec2Tables(store);
  const row = instanceRow({ State: { Code: 0, Name: 'pending' } });
  const { InstanceId } = row;
  const errors: unknown[] = [];
  const turns = createTurns(
    () => {},
    (_, error) => errors.push(error),
  );
  instances.put(InstanceId, row);
  const options: InstanceControllerOptions = {
    store,
    machines,
    now: () => new Date('2026-01-01T12:00:00Z'),
    specOf: async () => ({
      InstanceId,
      layers: ['base'],
      hostName: 'ip-10-0-0-1',
      memoryMiB: 512,
      vCpus: 1,
      networkNamespace: '/run/netns/a',
      environment: {},
    }),
    releaseInterfaces: () => {},
    log: () => {},
    exclusively: turns.exclusively,
  };
  return {
    options,
    errors,
    settled: turns.settled,
    state: () => instances.get(InstanceId)?.State.Name,
    machine: async () => (await machines.list()).get(InstanceId)?.state,
  };
}

test('An instance that comes up while the machines are listed is not booted a second time', async () => {
  const { options, errors, settled, state, machine } = createRegion();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { promise: listed, resolve: list } = Promise.withResolvers<void>();
  const { machines } = options;
  await reconcileInstances({
    ...options,
    machines: {
      ...machines,
      async start(spec) {
        await started;
        await machines.start(spec);
      },
    },
  });
  const look = reconcileInstances({
    ...options,
    machines: {
      ...machines,
      async list() {
        const before = await machines.list();
        await listed;
        return before;
      },
    },
  });
  start();
  await settled();
  list();
  await look;
  await settled();
  expect(errors).toEqual([]);
  expect(state()).toBe('running');
  expect(await machine()).toBe('running');
});

// What every MachineDriver does, in tests that run on all of them.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LayerDriver } from './images.ts';
import type { MachineDriver, MachineSpec } from './machines.ts';

export type MachineHost = {
  readonly machines: MachineDriver;
  readonly layers: LayerDriver;
  /** Lets a machine power off by itself. */
  powerOff(InstanceId: string): Promise<void>;
  /** A network namespace that machines may share, as they only boot. */
  readonly networkNamespace: string;
  remove(): Promise<void>;
};

export function describeMachines(name: string, createHost: () => Promise<MachineHost>): void {
  describe(name, () => {
    let host: MachineHost;
    let base = '';
    beforeAll(async () => {
      host = await createHost();
      base = (await host.layers.base(() => {})).layer;
    }, 600_000);
    afterEach(async () => {
      for (const InstanceId of (await host.machines.list()).keys()) {
        await host.machines.remove(InstanceId);
      }
      for (const layer of await host.layers.list()) await host.layers.remove(layer);
    }, 60_000);
    afterAll(() => host?.remove());

    const specOf = (InstanceId: string, layers: readonly string[] = [base]): MachineSpec => ({
      InstanceId,
      layers,
      hostName: 'ip-10-0-0-1',
      memoryMiB: 512,
      vCpus: 1,
      networkNamespace: host.networkNamespace,
      environment: {},
    });
    const stateOf = async (InstanceId: string) =>
      (await host.machines.list()).get(InstanceId)?.state;

    test('A machine that was started runs, on the layers of its image', async () => {
      await host.machines.start(specOf('i-1'));
      expect(await host.machines.list()).toEqual(new Map([['i-1', { state: 'running' }]]));
      expect(await host.machines.layersOf('i-1')).toEqual([base]);
    });

    test('One that runs cannot be started', async () => {
      await host.machines.start(specOf('i-1'));
      await expect(host.machines.start(specOf('i-1'))).rejects.toThrow('i-1 runs already');
    });

    test('One that was stopped says how it ended, and keeps its disk', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.stop('i-1', 30);
      const stopped = { state: 'stopped', exitStatus: 0 };
      expect(await host.machines.list()).toEqual(new Map([['i-1', stopped]]));
      expect(await host.machines.initProcess('i-1')).toBeUndefined();
      await host.machines.start(specOf('i-1', ['another']));
      expect(await stateOf('i-1')).toBe('running');
      expect(await host.machines.layersOf('i-1')).toEqual([base]);
    });

    test('What is stopped can be stopped', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.stop('i-1', 30);
      await host.machines.stop('i-1', 30);
      expect(await stateOf('i-1')).toBe('stopped');
    });

    test('One that reboots runs all the while; one that is stopped cannot', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.reboot('i-1');
      expect(await stateOf('i-1')).toBe('running');
      await host.machines.stop('i-1', 30);
      await expect(host.machines.reboot('i-1')).rejects.toThrow('it is stopped');
    });

    test('One that was killed has stopped, keeps its disk and is noticed', async () => {
      const noticed: string[] = [];
      host.machines.onExit((InstanceId) => noticed.push(InstanceId));
      await host.machines.start(specOf('i-1'));
      await host.machines.kill('i-1');
      expect(await stateOf('i-1')).toBe('stopped');
      await expect.poll(() => noticed).toContain('i-1');
      await host.machines.kill('i-1');
      await host.machines.start(specOf('i-1'));
      expect(await stateOf('i-1')).toBe('running');
    });

    test('One that is frozen still runs, and can be removed', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.setFrozen('i-1', true);
      expect(await stateOf('i-1')).toBe('running');
      await host.machines.remove('i-1');
      expect(await stateOf('i-1')).toBeUndefined();
    });

    test('What does not run is not frozen or slowed, silently; nothing is run in it', async () => {
      await host.machines.setFrozen('i-1', true);
      await host.machines.limitCpu('i-1', 0.1);
      await expect(host.machines.runInside('i-1', ['true'])).rejects.toThrow('does not run');
    });

    test('Of one that was removed nothing is left; removing nothing is silent', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.start(specOf('i-2'));
      await host.machines.remove('i-1');
      await host.machines.remove('i-1');
      expect(await host.machines.list()).toEqual(new Map([['i-2', { state: 'running' }]]));
      expect(await host.machines.layersOf('i-1')).toEqual([]);
      expect(await host.machines.consoleOutput('i-1')).toBe('');
    });

    test('One that powers off by itself is noticed', async () => {
      const noticed: string[] = [];
      host.machines.onExit((InstanceId) => noticed.push(InstanceId));
      await host.machines.start(specOf('i-1'));
      await host.powerOff('i-1');
      await expect.poll(() => noticed).toContain('i-1');
      expect(await host.machines.list()).toEqual(
        new Map([['i-1', { state: 'stopped', exitStatus: 0 }]]),
      );
    });

    test('Freezing one that is stopped puts a layer below its disk', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.stop('i-1', 30);
      await host.machines.freeze('i-1', 'layer-1');
      expect(await host.layers.list()).toEqual(['layer-1']);
      expect(await host.machines.layersOf('i-1')).toEqual([base, 'layer-1']);
      await host.machines.start(specOf('i-1'));
      await host.machines.start(specOf('i-2', [base, 'layer-1']));
      expect(await stateOf('i-2')).toBe('running');
    });

    test('Freezing one that runs makes a copy', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.freeze('i-1', 'layer-1');
      expect(await host.layers.list()).toEqual(['layer-1']);
      expect(await host.machines.layersOf('i-1')).toEqual([base]);
      expect(await stateOf('i-1')).toBe('running');
    });

    test('A layer is made once, and of a disk', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.freeze('i-1', 'layer-1');
      await expect(host.machines.freeze('i-1', 'layer-1')).rejects.toThrow('one of that name');
      await expect(host.machines.freeze('i-2', 'layer-2')).rejects.toThrow('has no disk');
    });

    test('A layer that was removed is gone; removing nothing is silent', async () => {
      await host.machines.start(specOf('i-1'));
      await host.machines.freeze('i-1', 'layer-1');
      await host.layers.remove('layer-1');
      await host.layers.remove('layer-1');
      expect(await host.layers.list()).toEqual([]);
    });
  });
}

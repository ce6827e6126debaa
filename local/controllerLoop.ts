// The controllers at work: after each change of records, when a machine ends, and every few seconds.

import { reconcileImages } from './controllers/images.ts';
import { reconcileInstances } from './controllers/instances.ts';
import { networkOf } from './controllers/network.ts';
import type { MachineSpec } from './drivers/machines.ts';
import { apiAddress, type RegionPorts } from './drivers/network.ts';
import type { Drivers } from './drivers.ts';
import type { RegionLog } from './log.ts';
import { startLoop } from './loop.ts';
import { instanceType } from './services/ec2/instanceTypes.ts';
import { releaseInstanceInterfaces } from './services/ec2/primaryInterface.ts';
import type { Context } from './services/shared/context.ts';
import { forgetOldCalls } from './services/shared/invoke.ts';
import { ec2Tables, type InstanceRow } from './store/ec2.ts';
import type { Store } from './store/store.ts';
import { createTurns } from './turns.ts';

export type ControllerOptions = {
  readonly drivers: Drivers;
  readonly now: () => Date;
  readonly log: RegionLog;
  readonly store: Store;
  readonly context: Context;
  readonly regionName: string;
  readonly ports: RegionPorts;
  /** Drops the credentials that have expired. */
  readonly forgetExpired: () => void;
};

const everySeconds = 5;

/** Looks once before it resolves, so that a region that is up shows what it found. */
export async function startControllers(
  options: ControllerOptions,
): Promise<{ stop(): Promise<void> }> {
  const { drivers, now, log, store, context, regionName, ports, forgetExpired } = options;
  const { machines, layers, network } = drivers;
  const tables = ec2Tables(store);
  const turns = createTurns(
    () => loop.wake(),
    (id, error) => log.error(`Working on ${id} failed; it is tried again`, error),
  );

  async function specOf(row: InstanceRow): Promise<MachineSpec> {
    // Made by a later change than the last look, and needed now.
    await network.apply(networkOf(tables), ports);
    const { vCpus, memoryMiB } = instanceType(row.InstanceType);
    const own = tables.networkInterfaces
      .list()
      .find(
        ({ Attachment }) =>
          Attachment?.InstanceId === row.InstanceId && (Attachment.DeviceIndex ?? 0) === 0,
      );
    if (!own) throw new Error(`${row.InstanceId} has no network interface`);
    return {
      InstanceId: row.InstanceId,
      layers: tables.images.get(row.ImageId)?.layers ?? [],
      hostName: `ip-${row.PrivateIpAddress.replaceAll('.', '-')}`,
      memoryMiB,
      vCpus,
      networkNamespace: network.namespaceOf(own.NetworkInterfaceId),
      environment: {
        AWS_ENDPOINT_URL: `http://${apiAddress}:443`,
        AWS_REGION: regionName,
        AWS_DEFAULT_REGION: regionName,
      },
    };
  }

  async function reconcile(): Promise<void> {
    await network.apply(networkOf(tables), ports);
    const { exclusively } = turns;
    await reconcileImages({
      store,
      machines,
      layers,
      exclusively,
      log: ({ ImageId, ...fields }) => log.info(`${ImageId} is ${fields.state}`, fields),
    });
    await reconcileInstances({
      store,
      machines,
      now,
      exclusively,
      specOf,
      releaseInterfaces: (InstanceId) => releaseInstanceInterfaces(context, InstanceId),
      log: ({ InstanceId, ...fields }) => log.info(`${InstanceId} is ${fields.state}`, fields),
    });
    forgetOldCalls(store, now());
    forgetExpired();
  }

  const loop = startLoop(reconcile, everySeconds, (error) =>
    log.error('A look at what is to be done failed; the next is soon', error),
  );
  store.onChange(() => loop.wake());
  machines.onExit(() => loop.wake());
  await reconcile();
  return {
    async stop() {
      await loop.stop();
      await turns.settled();
    },
  };
}

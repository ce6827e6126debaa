// The controllers at work: after each change of records, when a machine ends, and every few seconds.

import { randomUUID } from 'node:crypto';
import { autoScalingEffects } from './autoScalingEffects.ts';
import { factsOf } from './controllers/autoScaling/facts.ts';
import { reconcileGroups } from './controllers/autoScaling/groups.ts';
import { reconcileFaults } from './controllers/faults.ts';
import { reconcileImages } from './controllers/images.ts';
import { reconcileInstances } from './controllers/instances.ts';
import { expireLogEvents } from './controllers/logRetention.ts';
import { networkOf } from './controllers/network.ts';
import { reconcileScaling } from './controllers/scaling/scaling.ts';
import type { MachineSpec } from './drivers/machines.ts';
import { apiAddress, type RegionPorts } from './drivers/network.ts';
import type { Drivers } from './drivers.ts';
import { startLoadBalancing } from './loadBalancing.ts';
import type { RegionLog } from './log.ts';
import { startLoop } from './loop.ts';
import { startMonitoring } from './monitoring.ts';
import { instanceType } from './services/ec2/instanceTypes.ts';
import { releaseInstanceInterfaces } from './services/ec2/primaryInterface.ts';
import type { Context } from './services/shared/context.ts';
import { forgetOldCalls } from './services/shared/invoke.ts';
import { isFigures } from './store/datapoints.ts';
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
  const effects = autoScalingEffects(context);
  let timer: NodeJS.Timeout | undefined;
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
    const { exclusively } = turns;
    await network.apply(networkOf(tables), ports);
    // By now the addresses are there that load balancers ask from.
    loadBalancing.wake();
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
    reconcileFaults({
      store,
      machines,
      network,
      loadBalancers: drivers.loadBalancers,
      now,
      vCpusOf: (type) => instanceType(type).vCpus,
      exclusively,
    });
    expireLogEvents(store, now());
    // Before those who make instances follow.
    reconcileScaling({
      store,
      now: now(),
      timeScale: context.timeScale,
      log: ({ AutoScalingGroupName, cause }) => log.info(`${AutoScalingGroupName}: ${cause}`),
    });
    lookAgainAt(
      reconcileGroups({
        store,
        now,
        timeScale: context.timeScale,
        effects,
        facts: () => factsOf(store),
        newId: randomUUID,
        log: (name, action) => {
          if (action.kind === 'launch' || action.kind === 'beginTermination') {
            log.info(`${name}: ${action.cause}`);
          }
        },
        onError: (name, error) =>
          log.error(`A look at the group ${name} failed; the next is soon`, error),
      }),
    );
    forgetOldCalls(store, now());
    forgetExpired();
    monitoring.look();
  }

  const loadBalancing = startLoadBalancing({ drivers, now, log, store });
  const monitoring = startMonitoring({
    store,
    machines,
    loadBalancers: drivers.loadBalancers,
    now,
    timeScale: context.timeScale,
    vCpusOf: (type) => instanceType(type).vCpus,
    log,
  });
  /** For what becomes due between two looks: the end of a warm-up, of a grace period, of a bake. */
  function lookAgainAt(time: number | undefined): void {
    clearTimeout(timer);
    if (time === undefined) return;
    const wait = Math.max(20, time - now().getTime());
    // Longer ones are seen by the looks that come anyway.
    if (wait < everySeconds * 1000) timer = setTimeout(() => loop.wake(), wait);
  }

  const loop = startLoop(reconcile, everySeconds, (error) =>
    log.error('A look at what is to be done failed; the next is soon', error),
  );
  store.onChange((kinds) => {
    // Figures and log events come several times a second, and ask for nothing to be done.
    if (![...kinds].every((kind) => isFigures(kind) || kind.startsWith('logs.'))) loop.wake();
  });
  machines.onExit(() => loop.wake());
  await reconcile();
  return {
    async stop() {
      await loop.stop();
      await monitoring.stop();
      await loadBalancing.stop();
      clearTimeout(timer);
      await turns.settled();
    },
  };
}

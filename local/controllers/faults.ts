// Begins faults that are wished for and undoes those that have ended. What was begun is written down first, so
// that a region that was killed meanwhile undoes it.

import type { LoadBalancerDriver } from '../drivers/loadBalancers.ts';
import type { MachineDriver } from '../drivers/machines.ts';
import type { NetworkDriver } from '../drivers/network.ts';
import { ec2Tables } from '../store/ec2.ts';
import { type FaultRow, faults } from '../store/faults.ts';
import type { Store } from '../store/store.ts';

export type FaultControllerOptions = {
  readonly store: Store;
  readonly machines: MachineDriver;
  readonly network: NetworkDriver;
  readonly loadBalancers: LoadBalancerDriver;
  readonly now: () => Date;
  /** How many vCPUs a type of instance has. */
  readonly vCpusOf: (InstanceType: string) => number;
  readonly exclusively: (id: string, work: () => Promise<void>) => void;
};

export type FaultAction = { readonly kind: 'begin' | 'end'; readonly row: FaultRow };

/** Level-based: what of the faults has to be begun or ended now. */
export function planFaults(rows: readonly FaultRow[], now: Date): FaultAction[] {
  return rows.flatMap((row): FaultAction[] => {
    if (row.until <= now) return [{ kind: 'end', row }];
    return row.isBegun ? [] : [{ kind: 'begin', row }];
  });
}

/** Begins what has to be done now. */
export function reconcileFaults(options: FaultControllerOptions): void {
  const { store, now, exclusively } = options;
  const table = faults(store);
  for (const { kind, row } of planFaults(table.list(), now())) {
    exclusively(row.id, async () => {
      if (kind === 'begin') {
        table.put(row.id, { ...row, isBegun: true });
        return change(row, true, options);
      }
      if (row.isBegun) await change(row, false, options);
      table.delete(row.id);
    });
  }
}

async function change(
  row: FaultRow,
  isBegin: boolean,
  { store, machines, network, loadBalancers, vCpusOf }: FaultControllerOptions,
): Promise<void> {
  const { instances, networkInterfaces } = ec2Tables(store);
  // Of a machine that has ended nothing is to be undone.
  const ofRunning = (InstanceId: string) => instances.get(InstanceId)?.State.Name === 'running';
  switch (row.kind) {
    case 'kill':
      return isBegin ? machines.kill(row.InstanceId) : undefined;
    case 'freeze':
      return machines.setFrozen(row.InstanceId, isBegin);
    case 'slow': {
      const vCpus = vCpusOf(instances.get(row.InstanceId)?.InstanceType ?? '');
      return machines.limitCpu(row.InstanceId, isBegin ? (vCpus * row.cpuPercent) / 100 : vCpus);
    }
    case 'stop-unit':
    case 'fill-disk': {
      if (!ofRunning(row.InstanceId)) return;
      await machines.runInside(row.InstanceId, inside(row, isBegin));
      return;
    }
    case 'cut-network':
      for (const { VpcId, NetworkInterfaceId, Attachment } of networkInterfaces.list()) {
        if (Attachment?.InstanceId !== row.InstanceId) continue;
        await network.setCut({ VpcId, NetworkInterfaceId }, isBegin);
      }
      return;
    case 'stop-load-balancers':
      return isBegin ? loadBalancers.kill() : undefined;
    case 'refuse-launches':
    case 'fail-calls':
      // Looked up by those who launch and answer.
      return;
  }
}

/** Over /var a layer that is full: what is there can be read, and nothing more is written. */
const fill = `
mkdir -p /run/full && mount -t tmpfs -o size=64k full /run/full && mkdir /run/full/upper /run/full/work
mount -t overlay -o lowerdir=/var,upperdir=/run/full/upper,workdir=/run/full/work full /var
head -c 64k /dev/zero > /run/full/fill 2> /dev/null || :
`;
const empty = 'umount -l /var && umount -l /run/full';

function inside(
  row: FaultRow & { readonly kind: 'stop-unit' | 'fill-disk' },
  isBegin: boolean,
): readonly string[] {
  if (row.kind === 'stop-unit') return ['systemctl', isBegin ? 'stop' : 'start', row.unit];
  return ['sh', '-c', isBegin ? fill : empty];
}

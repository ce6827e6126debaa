// The region's pool of addresses may be another after a reboot of the machine, when something else has
// taken the old one: then every address moves to the same place in the new pool.

import { ec2Tables, type NetworkInterfaceRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { contains, nthAddress, positionIn } from './addressing.ts';
import { withPublicAddress } from './interfaceRows.ts';

/** Called at the start of a region, before anything is reachable. */
export function moveToPool(context: Context): void {
  const { store, addressPool } = context;
  const pools = store.table<string>('ec2.address-pool');
  const before = pools.get('pool');
  pools.put('pool', addressPool);
  if (before === undefined || before === addressPool) return;

  const { addresses, networkInterfaces } = ec2Tables(store);
  const moved = (address: string) =>
    contains(before, address) ? nthAddress(addressPool, positionIn(before, address)) : address;
  for (const row of addresses.list()) {
    addresses.put(row.AllocationId, { ...row, PublicIp: moved(row.PublicIp) });
  }
  for (const row of networkInterfaces.list()) {
    networkInterfaces.put(row.NetworkInterfaceId, movedInterface(context, row, moved));
  }
}

function movedInterface(
  context: Context,
  row: NetworkInterfaceRow,
  moved: (address: string) => string,
): NetworkInterfaceRow {
  const { withoutElasticAddress: without, Association } = row;
  const there = {
    ...row,
    hostAddress: moved(row.hostAddress),
    ...(without && {
      withoutElasticAddress: { ...without, hostAddress: moved(without.hostAddress) },
    }),
  };
  if (!Association) return there;
  const { AllocationId, AssociationId } = Association;
  return withPublicAddress(
    context,
    there,
    AllocationId !== undefined && AssociationId !== undefined
      ? { AllocationId, AssociationId, PublicIp: there.hostAddress }
      : 'own',
  );
}

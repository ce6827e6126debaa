// The two kinds of interfaces of a VPC.

import type { NetworkInterface, NetworkVpc } from '../network.ts';

/** The interfaces that have a guest, and so a namespace and links. */
export function guestsOf({ interfaces }: NetworkVpc): readonly NetworkInterface[] {
  return interfaces.filter(({ isServiceManaged }) => !isServiceManaged);
}

/** The interfaces that a process of the host speaks for. */
export function serviceManagedOf({ interfaces }: NetworkVpc): readonly NetworkInterface[] {
  return interfaces.filter(({ isServiceManaged }) => isServiceManaged);
}

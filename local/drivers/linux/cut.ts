// Cutting an interface off: a table of its own in its VPC's router, which drops all that comes from its link
// and goes to it. The router's rules stay as they are.

import { run } from '../run.ts';
import { interfaceLink, namespaceName } from './names.ts';
import { regionNamespaces } from './observe.ts';

export async function setCut(
  regionId: string,
  { VpcId, NetworkInterfaceId }: { readonly VpcId: string; readonly NetworkInterfaceId: string },
  isCut: boolean,
): Promise<void> {
  const namespace = namespaceName(regionId, VpcId);
  // With the router its tables went.
  if (!(await regionNamespaces(regionId)).includes(namespace)) return;
  const rules = isCut
    ? cutRules(interfaceLink(NetworkInterfaceId))
    : uncutRules(NetworkInterfaceId);
  await run('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules });
}

/** What nft is to do; done twice it comes to the same. */
export function cutRules(link: string): string {
  return `table inet cut-${link} {
  chain from {
    type filter hook prerouting priority -350; policy accept;
    iifname "${link}" drop
  }
  chain to {
    type filter hook postrouting priority 350; policy accept;
    oifname "${link}" drop
  }
}
`;
}

function uncutRules(NetworkInterfaceId: string): string {
  const table = `table inet cut-${interfaceLink(NetworkInterfaceId)}`;
  // Made first, since deleting what is not there is an error.
  return `${table}\ndelete ${table}\n`;
}

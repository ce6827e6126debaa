// For host tests: a program that answers as an instance's metadata service, version 2 only, on
// 169.254.169.254. Its argument is a JSON file, read for each request: guests by address.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

export type GuestFacts = {
  readonly InstanceId: string;
  readonly hostName: string;
  readonly MacAddress: string;
  readonly publicKey: string;
  readonly userData?: string;
};

type Tree = { readonly [name: string]: Tree | string };

const token = 'a-token';
const file = process.argv[2] ?? '';

createServer((request, response) => {
  const answer = (status: number, body: string) =>
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  if (request.method === 'PUT') {
    response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '21600');
    return answer(200, token);
  }
  if (request.headers['x-aws-ec2-metadata-token'] !== token) return answer(401, 'Unauthorized');
  const guests = JSON.parse(readFileSync(file, 'utf8')) as Record<string, GuestFacts>; // our test's
  const guest = guests[request.socket.remoteAddress ?? ''];
  const found = guest && find(request.url ?? '', guest);
  return found === undefined ? answer(404, 'Not Found') : answer(200, found);
}).listen(80, '169.254.169.254', () => process.stdout.write('listening\n'));

function find(url: string, guest: GuestFacts): string | undefined {
  const [, , ...names] = url.split('/').filter((name, index) => index === 0 || name !== '');
  let tree: Tree | string | undefined = treeOf(guest);
  for (const name of names) tree = typeof tree === 'object' ? tree[name] : undefined;
  return typeof tree === 'object' ? list(tree) : tree;
}

function treeOf({ InstanceId, hostName, MacAddress, publicKey, userData }: GuestFacts): Tree {
  return {
    'meta-data': {
      'ami-id': 'ami-0123456789abcdef0',
      hostname: hostName,
      'instance-id': InstanceId,
      'local-hostname': hostName,
      'public-keys': { '0': { 'openssh-key': publicKey } },
      // Without it cloud-init is "degraded".
      network: { interfaces: { macs: { [MacAddress]: { 'device-number': '0' } } } },
      placement: { region: 'eu-central-1' },
    },
    dynamic: { 'instance-identity': { document: JSON.stringify({ instanceId: InstanceId }) } },
    ...(userData !== undefined && { 'user-data': userData }),
  };
}

function list(tree: Tree): string {
  return Object.entries(tree)
    .map(([name, child]) => {
      if (name === '0') return '0=key';
      return typeof child === 'object' ? `${name}/` : name;
    })
    .join('\n');
}

// An instance metadata service on loopback, which answers as fast as a program can.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const document = JSON.stringify({ instanceId: 'i-0123456789abcdef0', region: 'eu-west-1' });

export async function startInstanceMetadata() {
  const server = createServer(({ method }, response) => {
    response.end(method === 'PUT' ? 'a-token' : document);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    /** What makes the app ask it. */
    env: {
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    stop: () => void server.close(),
  };
}

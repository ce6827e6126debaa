import { createServer, type RequestListener } from 'node:http';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { readInstance } from './instance.ts';
import { listen } from './testing/listen.ts';

const document = {
  instanceId: 'i-0123456789abcdef0',
  availabilityZone: 'eu-west-1b',
  imageId: 'ami-0123',
  instanceType: 't4g.micro',
  region: 'eu-west-1',
  accountId: '123456789012',
};

const expected = {
  instanceId: 'i-0123456789abcdef0',
  hostName: hostname(),
  availabilityZone: 'eu-west-1b',
  imageId: 'ami-0123',
  instanceType: 't4g.micro',
  region: 'eu-west-1',
};

const offEc2 = {
  instanceId: hostname(),
  hostName: hostname(),
  availabilityZone: null,
  imageId: null,
  instanceType: null,
  region: null,
};

test('The identity document is read with a token, as IMDSv2 requires', async () => {
  const endpoint = await serve(imds(document));
  expect(await read(endpoint)).toEqual(expected);
});

test('A service that fails at first is asked again', async () => {
  let failures = 2;
  const answer = imds(document);
  const endpoint = await serve((request, response) => {
    if (failures-- > 0) request.socket.destroy();
    else answer(request, response);
  });
  expect(await read(endpoint)).toEqual(expected);
});

test('Off EC2 the machine is known by its host name', async () => {
  expect(await read(undefined)).toEqual(offEc2);
});

test.each<[string, RequestListener]>([
  ['never answers', () => {}],
  ['answers 404', (_, response) => response.writeHead(404).end()],
  ['answers what is not a document', imds('<html>')],
  ['answers without an instance id', imds({ region: 'eu-west-1' })],
  ['names an instance that no header could carry', imds({ instanceId: 'i-0\r\nX-Evil: 1' })],
  ['never ends its answer', (_, response) => void response.writeHead(200).write('x')],
  ['answers far too much', (_, response) => response.end('x'.repeat(1 << 20))],
])('A service that %s is as good as none', async (_, listener) => {
  const endpoint = await serve(listener);
  expect(await read(endpoint, 0.4)).toEqual(offEc2);
});

function read(instanceMetadataEndpoint: string | undefined, instanceMetadataTimeoutSeconds = 20) {
  return readInstance({ instanceMetadataEndpoint, instanceMetadataTimeoutSeconds });
}

/** An instance metadata service that insists on version 2. */
function imds(answer: unknown): RequestListener {
  return (request, response) => {
    const { method, url, headers } = request;
    if (method === 'PUT' && url === '/latest/api/token') {
      const seconds = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
      response.writeHead(seconds >= 1 && seconds <= 21_600 ? 200 : 400).end('a-token');
    } else if (headers['x-aws-ec2-metadata-token'] !== 'a-token') {
      response.writeHead(401).end();
    } else if (method === 'GET' && url === '/latest/dynamic/instance-identity/document') {
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    } else {
      response.writeHead(404).end();
    }
  };
}

async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

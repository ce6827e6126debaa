// Which instance this is, asked of the instance metadata service (IMDSv2) once, at the start.

import { type RequestOptions, request } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from './config.ts';

export type Instance = {
  /** Such as `i-0123456789abcdef0`. Off EC2, where there is none, the host name. */
  readonly instanceId: string;
  readonly hostName: string;
  /** Null off EC2, as are those below. */
  readonly availabilityZone: string | null;
  /** The AMI. */
  readonly imageId: string | null;
  readonly instanceType: string | null;
  readonly region: string | null;
};

type Settings = Pick<Config, 'instanceMetadataEndpoint' | 'instanceMetadataTimeoutSeconds'>;

/**
 * Asks for the instance's identity document, again and again until the timeout: on an instance,
 * one lost answer must not leave it nameless. Never fails.
 *
 * @returns what the document says, or the answer for a machine that is not on EC2
 */
export async function readInstance(settings: Settings): Promise<Instance> {
  const { instanceMetadataEndpoint: endpoint, instanceMetadataTimeoutSeconds } = settings;
  const hostName = hostname();
  if (endpoint !== undefined) {
    const signal = AbortSignal.timeout(instanceMetadataTimeoutSeconds * 1000);
    while (!signal.aborted) {
      const document = await readIdentityDocument(endpoint, signal).catch(() => undefined);
      if (document) return { ...document, hostName };
      await delay(100, undefined, { signal }).catch(() => {});
    }
  }
  return {
    instanceId: hostName.replace(/[^\w.-]/g, '-'), // a header carries it
    hostName,
    availabilityZone: null,
    imageId: null,
    instanceType: null,
    region: null,
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
async function readIdentityDocument(
  endpoint: string,
  signal: AbortSignal,
): Promise<Omit<Instance, 'hostName'>> {
  const token = await ask(`${endpoint}/latest/api/token`, {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' },
    signal,
  });
  const json = await ask(`${endpoint}/latest/dynamic/instance-identity/document`, {
    headers: { 'X-aws-ec2-metadata-token': token },
    signal,
  });
  const document = JSON.parse(json) as Record<string, unknown>;
  const fact = (name: string) => {
    const value = document[name];
    // One goes into a header of every answer, so nothing but what AWS puts there may pass.
    return typeof value === 'string' && /^[\w.-]{1,255}$/.test(value) ? value : null;
  };
  const instanceId = fact('instanceId');
  if (!instanceId) throw new Error('the identity document has no instanceId');
  return {
    instanceId,
    availabilityZone: fact('availabilityZone'),
    imageId: fact('imageId'),
    instanceType: fact('instanceType'),
    region: fact('region'),
  };
}

// Not fetch: that loads 25 ms worth of undici before the first request can be served.
function ask(url: string, options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { timeout: 1000, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
        if (body.length > 16_384) asked.destroy(new Error('the answer is over 16 KiB'));
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(body) : reject(new Error(`${response.statusCode}`)),
      );
      response.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within a second')));
    asked.on('error', reject);
    asked.end();
  });
}

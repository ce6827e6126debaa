// Which instance this is and of which group, asked of the instance metadata service (IMDSv2).

import { type RequestOptions, request } from 'node:http';

export type Instance = {
  /** Such as `i-0123456789abcdef0`. */
  readonly instanceId: string;
  readonly region: string;
  /** Undefined for an instance of no Auto Scaling group, or one that does not show its tags. */
  readonly autoScalingGroupName: string | undefined;
};

export async function readInstance(endpoint: string): Promise<Instance> {
  const token = await ask(`${endpoint}/latest/api/token`, {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' },
  });
  const read = (path: string) =>
    ask(`${endpoint}/latest/meta-data/${path}`, { headers: { 'X-aws-ec2-metadata-token': token } });
  const [instanceId, region, autoScalingGroupName] = await Promise.all([
    read('instance-id'),
    read('placement/region'),
    read('tags/instance/aws:autoscaling:groupName').catch((error: unknown) => {
      if (error instanceof StatusError && error.status === 404) return undefined;
      throw error;
    }),
  ]);
  // The stream is named by it, and so is a file.
  if (!/^i-[0-9a-f]+$/.test(instanceId)) {
    throw new Error(`${endpoint}: expected an instance id, got '${instanceId.slice(0, 100)}'`);
  }
  return { instanceId, region, autoScalingGroupName };
}

class StatusError extends Error {
  readonly status: number | undefined;

  constructor(url: string, status: number | undefined) {
    super(`${url}: expected 200, got ${status}`);
    this.status = status;
  }
}

// Not fetch, which loads megabytes of undici.
function ask(url: string, options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { timeout: 2000, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
        if (body.length > 16_384) asked.destroy(new Error(`${url}: the answer is over 16 KiB`));
      });
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(body)
          : reject(new StatusError(url, response.statusCode)),
      );
      response.on('error', reject);
    });
    asked.on('timeout', () => asked.destroy(new Error(`${url}: no answer within 2 s`)));
    asked.on('error', reject);
    asked.end();
  });
}

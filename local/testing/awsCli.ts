// For tests: Debian's AWS CLI on a region's API.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServedApi } from './serveApi.ts';

const run = promisify(execFile);

/** Runs a command, its words given one by one, and gives the JSON that it prints; undefined for nothing. */
export function awsCli({ client }: Pick<ServedApi, 'client'>) {
  return async (...words: readonly string[]): Promise<unknown> => {
    const { stdout } = await run('/usr/bin/aws', ['--endpoint-url', client.endpoint, ...words], {
      timeout: 60_000,
      env: {
        // The system's own, and no configuration of the user's.
        PATH: '/usr/bin:/bin',
        HOME: '/nonexistent',
        LC_ALL: 'C.UTF-8',
        AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
        AWS_REGION: client.region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    return stdout === '' ? undefined : JSON.parse(stdout);
  };
}

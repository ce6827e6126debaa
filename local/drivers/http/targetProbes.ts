// Health checks over HTTP. Node's own client, without an agent: a connection each.

import { request } from 'node:http';
import type { Probe, ProbeResult, TargetProbes } from '../targetProbes.ts';

export function createHttpProbes(): TargetProbes {
  return { registrationSeconds: 4, probe };
}

function probe(options: Probe): Promise<ProbeResult> {
  const { sourceAddress, address, port, path, host, timeoutSeconds } = options;
  const late = new AbortController();
  // An answer that is there already, and that a busy process has not looked at yet, is in time.
  const timer = setTimeout(() => setImmediate(() => late.abort()), timeoutSeconds * 1000);
  const { signal } = late;
  return new Promise((resolve) => {
    const asked = request({
      agent: false,
      localAddress: sourceAddress,
      host: address,
      port,
      path,
      headers: { Host: host, 'User-Agent': 'ELB-HealthChecker/2.0', Connection: 'close' },
      signal,
    });
    asked.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      // What comes behind the status is let in, so that the target does not see it cut off.
      response.resume();
      response.on('error', () => {});
      response.on('close', () => clearTimeout(timer));
      resolve({ kind: 'answer', status });
    });
    asked.on('error', () => {
      clearTimeout(timer);
      resolve({ kind: signal.aborted ? 'timeout' : 'failed' });
    });
    asked.end();
  });
}

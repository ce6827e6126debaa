// Requests at a steady rate, whatever becomes of those before: what a load balancer's clients do.

import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { stopwatch } from '../clock.ts';

/** A new one for each request, as curl has it; kept ones, as browsers do; or the one and the other in turns. */
export const connectionKinds = ['new', 'kept', 'both'] as const;

export type Traffic = {
  readonly url: URL;
  /** Where to connect instead of to the address of the URL's host, which goes into `Host` all the same. */
  readonly address?: string;
  /** Requests per second. */
  readonly rate: number;
  readonly connections: (typeof connectionKinds)[number];
  /** Ends it; requests under way come to their end first. */
  readonly signal: AbortSignal;
};

/** One request and what became of it. Times are in seconds since the traffic began. */
export type Sample = {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Undefined where there was no whole answer; `error` then says why. */
  readonly status?: number;
  readonly error?: string;
  /** Of the answer's `x-release` and `x-instance-id`. */
  readonly release?: string;
  readonly instance?: string;
};

const timeoutMilliseconds = 10_000;
const tickMilliseconds = 2;

/** Resolves when the last request has ended. */
export async function sendTraffic(
  traffic: Traffic,
  onSample: (one: Sample) => void,
): Promise<void> {
  const { url, rate, signal, connections } = traffic;
  const { Agent } = moduleOf(url);
  const closing = new Agent({ keepAlive: false });
  const keeping = new Agent({ keepAlive: true });
  const agentOf = {
    new: () => closing,
    kept: () => keeping,
    both: (index: number) => (index % 2 === 0 ? closing : keeping),
  }[connections];
  const seconds = stopwatch();
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  while (!signal.aborted) {
    for (; sent < seconds() * rate; sent += 1) {
      const one = send(traffic, agentOf(sent), seconds).then((sample) => {
        underWay.delete(one);
        onSample(sample);
      });
      underWay.add(one);
    }
    await setTimeout(tickMilliseconds);
  }
  await Promise.all(underWay);
  for (const agent of [closing, keeping]) agent.destroy();
}

async function send(
  { url, address }: Traffic,
  agent: http.Agent,
  seconds: () => number,
): Promise<Sample> {
  const sentAt = seconds();
  const options: RequestOptions = {
    agent,
    signal: AbortSignal.timeout(timeoutMilliseconds),
    ...(address !== undefined && { lookup: alwaysFinds(address) }),
  };
  try {
    const { statusCode: status = 0, headers } = await answerOf(url, options);
    const { 'x-release': release, 'x-instance-id': instance } = headers;
    return {
      sentAt,
      endedAt: seconds(),
      status,
      ...(typeof release === 'string' && { release }),
      ...(typeof instance === 'string' && { instance }),
    };
  } catch (error) {
    const { name, message, code = name } = error as NodeJS.ErrnoException;
    return { sentAt, endedAt: seconds(), error: `${code}: ${message}` };
  }
}

/** Resolves when the whole answer is there. */
function answerOf(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = moduleOf(url).request(url, options, (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response));
      response.resume();
    });
    asked.on('error', reject);
    asked.end();
  });
}

function moduleOf({ protocol }: URL): typeof http | typeof https {
  return protocol === 'https:' ? https : http;
}

/** A name of a local load balancer means nothing to Node's resolver. */
function alwaysFinds(address: string): LookupFunction {
  return (_name, options, callback) => {
    if (options.all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
}

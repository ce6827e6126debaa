// What HAProxy writes of each request, and what it says.

import type { AccessRecord } from '../loadBalancers.ts';
import { targetGroupArn, targetId } from './names.ts';
import { literal } from './quote.ts';

/** Tells the lines of requests from what HAProxy says of itself. */
const mark = 'request';

/** Each variable is one word without spaces. */
export function logFormat(LoadBalancerArn: string): string {
  return [
    mark,
    '%[date(0,ms)]',
    literal(LoadBalancerArn),
    // Backend; status; how the two sides ended; bytes; what hop.ts tells of the target.
    ...['%b', '%ST', '%ts', '%U', '%B', '%[var(txn.target)]'],
  ].join(' ');
}

/** Undefined for a line that is no request's. */
export function accessRecord(line: string): AccessRecord | undefined {
  const words = line.split(' ');
  if (words[0] !== mark || words.length !== 9) return undefined;
  const [, at, LoadBalancerArn = '', backend = '', status, ends, received, sent, target] = words;
  const [server = '', targetStatus, took, queued, connected] = target?.split(',') ?? [];
  const waited = [queued, connected].map((each) => Math.max(0, number(each) ?? 0));
  const milliseconds = (number(took) ?? 0) / 1000 - waited.reduce((sum, each) => sum + each, 0);
  const hasLeft = ends?.startsWith('C') && number(targetStatus) === undefined;
  return {
    at: new Date(Number(at)),
    LoadBalancerArn,
    TargetGroupArn: targetGroupArn(backend, LoadBalancerArn),
    targetId: targetId(server),
    status: hasLeft ? clientLeft : Number(status),
    targetStatus: number(targetStatus),
    targetSeconds: number(took) === undefined ? undefined : Math.max(0, milliseconds) / 1000,
    receivedBytes: Number(received),
    sentBytes: Number(sent),
  };
}

/** AWS's own status of a request whose client did not wait for the answer. */
const clientLeft = 460;

function number(word: string | undefined): number | undefined {
  return word === undefined || word === '' || word === '-' ? undefined : Number(word);
}

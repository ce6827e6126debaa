// Between a listener and the targets of a group, inside HAProxy, over a socket that has no file:
//
//   client → listener → hop → inner frontend → servers
//
// A target that closes a connection without an answer to a request that was not the connection's first
// gets 502 from AWS. HAProxy would close the client's connection without a word, and log nothing. The
// connection of the hop has one request each, so that there is always an answer. What is known of the
// target comes back in a header.

import { createHash } from 'node:crypto';
import type { RoutedGroup, RoutedLoadBalancer } from '../loadBalancers.ts';
import { proxyName } from './names.ts';
import { page, title } from './pages.ts';
import { quote } from './quote.ts';

/** Which server answered, with which status, and when; removed before the client sees it. */
export const targetHeader = 'X-Region-Target';

/** Longer than the targets' own timeouts, which are to come first: to connect, and to answer. */
const extraSeconds = 15;

export function hopName({ TargetGroupArn }: Pick<RoutedGroup, 'TargetGroupArn'>): string {
  return `to_${proxyName(TargetGroupArn)}`;
}

/** The backend that listeners use. */
export function hop(
  group: RoutedGroup,
  { idleTimeoutSeconds }: RoutedLoadBalancer,
  folder: string,
): string[] {
  return [
    'option http-server-close',
    `timeout server ${idleTimeoutSeconds + extraSeconds}s`,
    // The group was just deleted.
    `http-error status 503 content-type text/html string ${quote(page(title(502)))}`,
    "http-after-response set-status 502 reason 'Bad Gateway' if { status 503 } !{ var(txn.target) -m found }",
    `server hop ${socketOf(group, folder)}`,
  ];
}

/** The other end, which has the servers as its backend. */
export function innerFrontend(
  group: RoutedGroup,
  { idleTimeoutSeconds }: RoutedLoadBalancer,
  folder: string,
): string[] {
  return [
    `bind ${socketOf(group, folder)}`,
    `timeout client ${idleTimeoutSeconds + extraSeconds}s`,
    'http-request set-var(txn.began) date(0,us)',
    'http-response set-var(txn.status) status',
    'http-response set-var(txn.took) date(0,us),sub(txn.began)',
    ...ownAnswer('txn.status'),
    // Milliseconds in the queue and for connecting are of what was taken.
    `http-after-response set-header ${targetHeader} %s,%[var(txn.status)],%[var(txn.took)],%Tw,%Tc`,
    `default_backend ${proxyName(group.TargetGroupArn)}`,
  ];
}

/** Headers of answers that are the load balancer's own, which is where a variable is not set. */
export function ownAnswer(variable: string): string[] {
  return [
    `http-after-response set-header Date %[date,http_date] unless { var(${variable}) -m found }`,
    `http-after-response set-header Server awselb/2.0 unless { var(${variable}) -m found }`,
  ];
}

/** Unlike others' on this machine, and short: such a name may have some hundred characters. */
function socketOf({ TargetGroupArn }: RoutedGroup, folder: string): string {
  const digest = createHash('sha256').update(`${folder} ${TargetGroupArn}`).digest('hex');
  return `abns@rollover-${digest.slice(0, 32)}`;
}

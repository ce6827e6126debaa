// HAProxy's configuration: load balancers → text. What stands in it is the whole truth, so that a process
// that is started anew comes up right; what a running one can be told at runtime (servers.ts) leaves
// `structure` as it is.

import { createHash } from 'node:crypto';
import type { RoutedGroup, RoutedLoadBalancer, RoutedTarget } from '../loadBalancers.ts';
import { frontend } from './frontend.ts';
import { hop, hopName, innerFrontend } from './hop.ts';
import { proxyName, serverName } from './names.ts';
import { ownErrors, page, title } from './pages.ts';
import { quote } from './quote.ts';

export type HaproxyConfig = {
  readonly text: string;
  /** Digest of all but the servers; a process shows it as its description. */
  readonly structure: string;
};

/** As AWS's: how long connecting to a target may take. */
const connectTimeoutSeconds = 10;
/** Weight of a server that gets its full share of requests. */
const fullWeight = 100;

/** @param folder the driver's, which tells its sockets from others' */
export function configOf(
  loadBalancers: readonly RoutedLoadBalancer[],
  folder: string,
): HaproxyConfig {
  const textWith = (description: string, servers: (group: RoutedGroup) => readonly string[]) =>
    textOf(loadBalancers, folder, description, servers);
  const structure = createHash('sha256')
    .update(textWith('', (group) => (group.stickySeconds ? group.targets.map(serverName) : [])))
    .digest('hex')
    .slice(0, 16);
  return { structure, text: textWith(structure, serverLines) };
}

/** A target's share of requests as HAProxy takes it, 1 to 100. */
export function weightOf({ share }: RoutedTarget): number {
  return Math.max(1, Math.round(share * fullWeight));
}

/** The groups that have a backend; one that several load balancers have, has one all the same. */
export function backendGroups(
  loadBalancers: readonly RoutedLoadBalancer[],
): ReadonlyMap<string, RoutedGroup> {
  const groups = loadBalancers.flatMap((loadBalancer) => loadBalancer.groups);
  return new Map(groups.map((group) => [proxyName(group.TargetGroupArn), group]));
}

function textOf(
  loadBalancers: readonly RoutedLoadBalancer[],
  folder: string,
  description: string,
  servers: (group: RoutedGroup) => readonly string[],
): string {
  const seen = new Set<string>();
  const backends = loadBalancers.flatMap((loadBalancer) =>
    loadBalancer.groups
      .filter(({ TargetGroupArn }) => !seen.has(TargetGroupArn) && seen.add(TargetGroupArn))
      .flatMap((group) => {
        const name = proxyName(group.TargetGroupArn);
        return [
          section(`backend ${hopName(group)}`, hop(group, loadBalancer, folder)),
          section(`frontend from_${name}`, innerFrontend(group, loadBalancer, folder)),
          section(`backend ${name}`, [...backend(group, loadBalancer), ...servers(group)]),
        ];
      }),
  );
  return [
    section('global', global(description)),
    section('defaults', defaults()),
    ...loadBalancers.flatMap((loadBalancer) =>
      loadBalancer.listeners.map((listener) =>
        section(`frontend ${proxyName(listener.ListenerArn)}`, frontend(listener, loadBalancer)),
      ),
    ),
    ...backends,
  ].join('\n');
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function global(description: string): string[] {
  return [
    ...(description === '' ? [] : [`description ${description}`]),
    'nbthread 1',
    // Two for each client: its own and the hop's.
    'maxconn 4000',
    'no strict-limits',
    // Nobody, under whatever name: the workers need no rights once they listen.
    'uid 65534',
    'gid 65534',
    // A response header of 32 KiB, as AWS allows, and room for what is added.
    'tune.bufsize 34816',
    'hard-stop-after 10m',
    'log stdout len 4096 format raw local0',
  ];
}

function defaults(): string[] {
  return [
    'mode http',
    // A request is given up when its client leaves.
    'option abortonclose',
    // As on AWS, what was perhaps received is not sent to another target; nor what was refused.
    'retries 0',
    `timeout connect ${connectTimeoutSeconds}s`,
    // Each frontend and backend has its own.
    'timeout client 60s',
    'timeout server 60s',
    ...ownErrors.map(
      (status) =>
        `http-error status ${status} content-type text/html string ${quote(page(title(status)))}`,
    ),
  ];
}

function backend(
  { algorithm, stickySeconds }: RoutedGroup,
  { idleTimeoutSeconds }: RoutedLoadBalancer,
): string[] {
  const isSlow = `{ date(0,us),sub(txn.began) ge ${(connectTimeoutSeconds - 0.1) * 1e6} }`;
  const unreached = page(
    '%[date(0,us),sub(txn.began),div(9900000),bool,iif(504 Gateway Time-out,502 Bad Gateway)]',
  );
  return [
    `balance ${balance[algorithm]}`,
    'http-reuse always',
    `timeout server ${idleTimeoutSeconds}s`,
    ...(stickySeconds ? [`cookie AWSALB insert nocache maxlife ${stickySeconds}s`] : []),
    `http-request return status 503 content-type text/html string ${quote(page(title(503)))} if { nbsrv eq 0 } !{ stopping }`,
    // HAProxy's own 503 is a target that could not be reached, which AWS says otherwise.
    `http-error status 503 content-type text/html lf-string ${quote(unreached)}`,
    `http-after-response set-status 504 reason 'Gateway Time-out' if { status 503 } { var(txn.sent) -m found } !{ var(txn.status) -m found } ${isSlow}`,
    `http-after-response set-status 502 reason 'Bad Gateway' if { status 503 } { var(txn.sent) -m found } !{ var(txn.status) -m found }`,
    'http-request set-var(txn.sent) bool(true)',
  ];
}

const balance: Readonly<Record<RoutedGroup['algorithm'], string>> = {
  round_robin: 'roundrobin',
  least_outstanding_requests: 'leastconn',
  weighted_random: 'random(1)',
};

function serverLines({ targets, stickySeconds }: RoutedGroup): string[] {
  return targets.map((target) => {
    const name = serverName(target);
    const words = [
      `server ${name} ${target.address}:${target.port} source ${target.sourceAddress}`,
      `weight ${weightOf(target)}`,
      ...(stickySeconds ? [`cookie ${cookieOf(name)}`] : []),
      ...(target.state === 'ready' ? [] : ['disabled']),
    ];
    return words.join(' ');
  });
}

/** Tells servers apart, and tells clients nothing. */
function cookieOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

// A listener, as a frontend of HAProxy.

import type { RoutedListener, RoutedLoadBalancer } from '../loadBalancers.ts';
import { logFormat } from './accessLog.ts';
import { actionLines } from './actions.ts';
import { conditionText } from './conditions.ts';
import { ownAnswer, targetHeader } from './hop.ts';
import { quote } from './quote.ts';

export function frontend(listener: RoutedListener, loadBalancer: RoutedLoadBalancer): string[] {
  const bind = `bind ${loadBalancer.address}:${listener.port}`;
  if (!listener.isOpen) return [bind, ...withoutAnswer];
  const { idleTimeoutSeconds: idle, dropsInvalidHeaders } = loadBalancer;
  return [
    bind,
    'log global',
    `log-format ${quote(logFormat(loadBalancer.LoadBalancerArn))}`,
    'option dontlognull',
    'option http-ignore-probes',
    // A process that is replaced answers once more on each connection that is open, and says it closes.
    'option idle-close-on-response',
    `timeout client ${idle}s`,
    `timeout http-request ${idle}s`,
    `timeout http-keep-alive ${idle}s`,
    ...(dropsInvalidHeaders ? [`http-request del-header '[^-A-Za-z0-9]' -m reg`] : []),
    ...forwardedHeaders(loadBalancer, listener),
    ...traceHeader,
    `http-response set-var(txn.target) res.fhdr(${targetHeader})`,
    `http-response del-header ${targetHeader}`,
    ...ownAnswer('txn.target'),
    ...routing(listener, loadBalancer),
  ];
}

/**
 * What security groups forbid gets no answer. The kernel has let the connection in; it is held, since one
 * that is given up would be refused at the next packet.
 */
const withoutAnswer = [
  'mode tcp',
  'timeout client 1h',
  'tcp-request inspect-delay 1h',
  'tcp-request content reject if WAIT_END',
];

function forwardedHeaders(
  { xForwardedFor }: RoutedLoadBalancer,
  { port }: RoutedListener,
): string[] {
  const lines = {
    append: [
      'http-request set-var(txn.lines) req.fhdr_cnt(x-forwarded-for)',
      "http-request set-header X-Forwarded-For '%[req.fhdr(x-forwarded-for)], %[src]' if { var(txn.lines) -m int 1 }",
      'http-request add-header X-Forwarded-For %[src] unless { var(txn.lines) -m int 1 }',
    ],
    preserve: [],
    remove: ['http-request del-header X-Forwarded-For'],
  };
  return [
    ...lines[xForwardedFor],
    'http-request set-header X-Forwarded-Proto http',
    `http-request set-header X-Forwarded-Port ${port}`,
  ];
}

/** What is there is kept, and told apart from what is added: `Self`. */
const traceHeader = [
  'http-request set-var-fmt(txn.trace) 1-%[date,hex,bytes(8,8),lower]-%[uuid(),regsub(-,,g),bytes(0,24)]',
  "http-request set-header X-Amzn-Trace-Id 'Self=%[var(txn.trace)];%[req.fhdr(x-amzn-trace-id),regsub(Self=[^;]*;?,)]' if { req.fhdr(x-amzn-trace-id) -m found }",
  'http-request set-header X-Amzn-Trace-Id Root=%[var(txn.trace)] unless { req.fhdr(x-amzn-trace-id) -m found }',
];

/** The first rule whose conditions hold has the request: its number is in `txn.rule`. */
function routing(listener: RoutedListener, { groups }: RoutedLoadBalancer): string[] {
  const known = new Set(groups.map(({ TargetGroupArn }) => TargetGroupArn));
  const undecided = '!{ var(txn.rule) -m found }';
  const choices = listener.rules.map(({ conditions }, index) => {
    const when = [undecided, ...conditions.map(conditionText)].join(' ');
    return `http-request set-var(txn.rule) int(${index}) if ${when}`;
  });
  const actions = [
    ...listener.rules.map(({ action }, index) =>
      actionLines(action, [`{ var(txn.rule) -m int ${index} }`], listener, known),
    ),
    actionLines(listener.defaultAction, choices.length > 0 ? [undecided] : [], listener, known),
  ];
  return [
    ...choices,
    ...actions.flatMap(({ requests }) => requests),
    ...actions.flatMap(({ backends }) => backends),
  ];
}

// Listeners: the ports of a load balancer, and what happens to requests that no rule is for.

import { isDeepStrictEqual } from 'node:util';
import type { CreateListenerInput, Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Elbv2Tables, elbv2Tables, type ListenerRow } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { actionsFor, checkUniqueGroups } from './actions.ts';
import { listenerArn } from './arns.ts';
import { defaultAttributes } from './attributes.ts';
import { invalidConfigurationRequest, kinds, someNotFound, validationError } from './errors.ts';
import { checkLimit } from './limits.ts';
import { listenerAttributes } from './listenerAttributeTable.ts';
import { deleteListener } from './listenerRows.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import { byArn, byArns } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { hasOtherTags, putTags } from './tags.ts';

export const listenerOperations: Elbv2Operations = {
  CreateListener(input, context) {
    const tables = elbv2Tables(context.store);
    const { LoadBalancerArn = '', Port, Protocol, Tags } = input;
    const loadBalancer = byArn(tables.loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    if (Port === undefined) throw validationError('A listener port must be specified');
    if (Protocol === undefined) throw validationError('A listener protocol must be specified');
    checkProtocol(Protocol, input);
    const row: ListenerRow = {
      ListenerArn: listenerArn(LoadBalancerArn),
      LoadBalancerArn,
      Port,
      Protocol,
      DefaultActions: actionsFor(context, loadBalancer, input.DefaultActions),
      attributes: defaultAttributes(listenerAttributes),
    };
    const others = listenersOf(tables, LoadBalancerArn);
    const existing = others.find((other) => other.Port === Port);
    if (existing) {
      const isSame =
        existing.Protocol === Protocol &&
        isDeepStrictEqual(existing.DefaultActions, row.DefaultActions) &&
        !hasOtherTags(tables, existing.ListenerArn, Tags);
      if (!isSame) throw duplicateListener(LoadBalancerArn);
      return { Listeners: [shownListener(existing)] };
    }
    checkLimit('listeners-per-application-load-balancer', others.length + 1, 'TooManyListeners');
    tables.listeners.put(row.ListenerArn, row);
    checkUniqueGroups(tables, LoadBalancerArn);
    putTags(tables, row.ListenerArn, Tags);
    return { Listeners: [shownListener(row)] };
  },

  DescribeListeners({ LoadBalancerArn, ListenerArns, ...request }, { store }) {
    const tables = elbv2Tables(store);
    if ((LoadBalancerArn === undefined) === !ListenerArns?.length) {
      throw validationError('You must specify either listener ARNs or a load balancer ARN');
    }
    const chosen =
      LoadBalancerArn === undefined
        ? byArns(tables.listeners, kinds.listener, ListenerArns ?? [])
        : listenersOf(
            tables,
            byArn(tables.loadBalancers, kinds.loadBalancer, LoadBalancerArn).LoadBalancerArn,
          );
    const { items, marks } = page(chosen, ({ ListenerArn }) => ListenerArn, request);
    return { Listeners: items.map(shownListener), ...marks };
  },

  ModifyListener({ ListenerArn, Port, Protocol, DefaultActions, ...input }, context) {
    const tables = elbv2Tables(context.store);
    const before = byArn(tables.listeners, kinds.listener, ListenerArn);
    const { LoadBalancerArn } = before;
    const loadBalancer = byArn(tables.loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    checkProtocol(Protocol ?? before.Protocol, input);
    const row: ListenerRow = {
      ...before,
      Port: Port ?? before.Port,
      Protocol: Protocol ?? before.Protocol,
      DefaultActions: DefaultActions?.length
        ? actionsFor(context, loadBalancer, DefaultActions)
        : before.DefaultActions,
    };
    const isTaken = listenersOf(tables, LoadBalancerArn).some(
      (other) => other.Port === row.Port && other.ListenerArn !== row.ListenerArn,
    );
    if (isTaken) throw duplicateListener(LoadBalancerArn);
    tables.listeners.put(row.ListenerArn, row);
    checkUniqueGroups(tables, LoadBalancerArn);
    return { Listeners: [shownListener(row)] };
  },

  DeleteListener({ ListenerArn }, { store }) {
    const tables = elbv2Tables(store);
    deleteListener(tables, byArn(tables.listeners, kinds.listener, ListenerArn));
    return {};
  },

  /** Only HTTPS listeners have certificates. */
  DescribeListenerCertificates({ ListenerArn = '' }, { store }) {
    if (!elbv2Tables(store).listeners.get(ListenerArn)) throw someNotFound(kinds.listener);
    return { Certificates: [] };
  },
};

function listenersOf({ listeners }: Elbv2Tables, LoadBalancerArn: string): ListenerRow[] {
  return listeners.list().filter((row) => row.LoadBalancerArn === LoadBalancerArn);
}

function shownListener({ attributes: _, ...row }: ListenerRow): Listener {
  return row;
}

function duplicateListener(LoadBalancerArn: string): AwsError {
  return new AwsError(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
  );
}

/** Certificates are ACM's, which there is not here: whatever a listener is to have, it is not found. */
function checkProtocol(
  Protocol: string,
  {
    Certificates = [],
    SslPolicy,
    AlpnPolicy,
    MutualAuthentication,
  }: Pick<
    CreateListenerInput,
    'Certificates' | 'SslPolicy' | 'AlpnPolicy' | 'MutualAuthentication'
  >,
): void {
  const [certificate] = Certificates;
  if (Protocol === 'HTTPS') {
    if (!certificate) {
      throw validationError('A certificate must be specified for HTTPS listeners');
    }
    throw new AwsError(
      'CertificateNotFound',
      `Certificate ARN '${certificate.CertificateArn ?? ''}' is not found`,
    );
  }
  if (Protocol !== 'HTTP') {
    throw invalidConfigurationRequest(
      `Listener protocol '${Protocol}' is not supported for load balancers with type 'application'`,
    );
  }
  if (certificate)
    throw invalidConfigurationRequest('Certificates cannot be specified for HTTP listeners');
  if (SslPolicy)
    throw invalidConfigurationRequest('SSL policy cannot be specified for HTTP listeners');
  if (AlpnPolicy?.length)
    throw invalidConfigurationRequest('ALPN policy cannot be specified for HTTP listeners');
  const mode = MutualAuthentication?.Mode ?? 'off';
  if (mode !== 'off') throw notBuilt('Listener with mutual authentication');
}

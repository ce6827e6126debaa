// What a listener or a rule does with a request: forward it to target groups, redirect the client, or answer
// itself. Kept in full, as AWS shows them: with every default, and with all groups in the `ForwardConfig`.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html

import type {
  Action,
  FixedResponseActionConfig,
  RedirectActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Elbv2Tables, elbv2Tables, type LoadBalancerRow } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import {
  invalidConfigurationRequest,
  invalidLoadBalancerAction,
  kinds,
  validationError,
} from './errors.ts';
import { forwardAction } from './forwardActions.ts';
import { checkLimit } from './limits.ts';
import { byArn } from './records.ts';
import { groupsIn, groupsOf, loadBalancersOf } from './targetGroupUse.ts';

/**
 * The actions that a request gives, in full.
 *
 * @throws AwsError for actions that may not be, or groups that the load balancer may not use
 */
export function actionsFor(
  { store }: Context,
  loadBalancer: LoadBalancerRow,
  actions: readonly Action[] = [],
): Action[] {
  const foreign = actions.find(({ Type = '' }) => !routing.includes(Type));
  if (foreign) {
    throw invalidLoadBalancerAction(
      `Actions of type '${foreign.Type}' are supported only on HTTPS listeners`,
    );
  }
  const [action] = actions;
  if (!action || actions.length > 1) {
    throw invalidLoadBalancerAction(
      `You must specify exactly one action of type ${routing.join(', ')}, but specified ${actions.length}`,
    );
  }
  const full = inFull(action);
  for (const arn of groupsIn([full])) checkGroup(elbv2Tables(store), loadBalancer, arn);
  return [full];
}

/** @throws AwsError where the load balancer, as its records are now, uses too many groups */
export function checkUniqueGroups(tables: Elbv2Tables, LoadBalancerArn: string): void {
  checkLimit(
    'target-groups-per-application-load-balancer',
    groupsOf(tables, LoadBalancerArn).length,
    'TooManyUniqueTargetGroupsPerLoadBalancer',
  );
}

const routing: readonly string[] = ['forward', 'redirect', 'fixed-response'];

function inFull(action: Action): Action {
  const { Type, Order, RedirectConfig, FixedResponseConfig } = action;
  const given = { Type, ...(Order !== undefined && { Order }) };
  if (Type === 'forward') return { ...given, ...forwardAction(action) };
  if (Type === 'redirect') {
    if (!RedirectConfig) throw missingConfig('redirect');
    return { ...given, RedirectConfig: redirectInFull(RedirectConfig) };
  }
  if (!FixedResponseConfig) throw missingConfig('fixed-response');
  return { ...given, FixedResponseConfig: fixedResponseInFull(FixedResponseConfig) };
}

function missingConfig(type: string): AwsError {
  return invalidLoadBalancerAction(
    `A ${type} action configuration must be specified for actions of type '${type}'`,
  );
}

function redirectInFull(config: RedirectActionConfig): RedirectActionConfig {
  const {
    Protocol = '#{protocol}',
    Port = '#{port}',
    Host = '#{host}',
    Path = '/#{path}',
    Query = '#{query}',
    StatusCode,
  } = config;
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302') {
    throw validationError(`Redirect status code '${StatusCode}' must be one of HTTP_301, HTTP_302`);
  }
  if (!/^(HTTPS?|#\{protocol\})$/.test(Protocol)) {
    throw validationError(`Redirect protocol '${Protocol}' must be HTTP, HTTPS or #{protocol}`);
  }
  if (
    Port !== '#{port}' &&
    !(/^\d{1,5}$/.test(Port) && Number(Port) >= 1 && Number(Port) < 65_536)
  ) {
    throw validationError(`Redirect port '${Port}' must be between 1 and 65535, or #{port}`);
  }
  if (!Path.startsWith('/')) throw validationError(`Redirect path '${Path}' must begin with '/'`);
  checkLength('Redirect host', Host, 1, 128);
  checkLength('Redirect path', Path, 1, 128);
  checkLength('Redirect query', Query, 0, 128);
  const same = [Protocol, Port, Host, Path, Query];
  if (same.join(' ') === '#{protocol} #{port} #{host} /#{path} #{query}') {
    throw invalidLoadBalancerAction(
      'The redirect configuration is not valid because it creates a loop.',
    );
  }
  return { Protocol, Port, Host, Path, Query, StatusCode };
}

const contentTypes: readonly string[] = [
  'text/plain',
  'text/css',
  'text/html',
  'application/javascript',
  'application/json',
];

function fixedResponseInFull({
  StatusCode = '',
  ContentType = 'text/plain',
  MessageBody,
}: FixedResponseActionConfig): FixedResponseActionConfig {
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw validationError(`Fixed response status code '${StatusCode}' must be 2XX, 4XX or 5XX`);
  }
  if (!contentTypes.includes(ContentType)) {
    throw validationError(
      `Fixed response content type '${ContentType}' must be one of ${contentTypes.join(', ')}`,
    );
  }
  checkLength('Fixed response message', MessageBody ?? '', 0, 1024);
  return { StatusCode, ContentType, ...(MessageBody !== undefined && { MessageBody }) };
}

function checkLength(what: string, text: string, min: number, max: number): void {
  if (text.length >= min && text.length <= max) return;
  throw validationError(`${what} must have between ${min} and ${max} characters`);
}

function checkGroup(
  tables: Elbv2Tables,
  { LoadBalancerArn, VpcId }: LoadBalancerRow,
  arn: string,
): void {
  const group = byArn(tables.targetGroups, kinds.targetGroup, arn);
  if (group.VpcId !== VpcId) {
    throw invalidConfigurationRequest(
      `The target group '${arn}' and the load balancer '${LoadBalancerArn}' are not in the same VPC`,
    );
  }
  if (loadBalancersOf(tables, arn).every((user) => user === LoadBalancerArn)) return;
  throw new AwsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  );
}

// Actions and conditions of listeners' rules, as a load balancer driver takes them.

import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RoutedAction, RoutedRule } from '../drivers/loadBalancers.ts';

/** Of the actions of a rule, the one that routes: others come before it, and are not built. */
export function routedAction(actions: readonly Action[]): RoutedAction {
  const { Type, TargetGroupArn, ForwardConfig, RedirectConfig, FixedResponseConfig } =
    actions.at(-1) ?? {};
  if (Type === 'redirect') {
    const { Protocol, Host, Port, Path, Query, StatusCode } = RedirectConfig ?? {};
    return {
      kind: 'redirect',
      protocol: Protocol ?? '#{protocol}',
      host: Host ?? '#{host}',
      port: Port ?? '#{port}',
      path: Path ?? '/#{path}',
      query: Query ?? '#{query}',
      statusCode: StatusCode === 'HTTP_301' ? 301 : 302,
    };
  }
  if (Type === 'fixed-response') {
    const { StatusCode, ContentType, MessageBody } = FixedResponseConfig ?? {};
    return {
      kind: 'fixed-response',
      statusCode: Number(StatusCode),
      contentType: ContentType ?? 'text/plain',
      body: MessageBody ?? '',
    };
  }
  const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn, Weight: 1 }];
  return {
    kind: 'forward',
    groups: groups.map(({ TargetGroupArn: arn = '', Weight = 1 }) => ({
      TargetGroupArn: arn,
      weight: Weight,
    })),
  };
}

export function routedCondition(
  condition: RuleCondition,
): RoutedRule['conditions'][number] | undefined {
  const { Field, Values } = condition;
  switch (Field) {
    case 'host-header':
      return { field: Field, values: condition.HostHeaderConfig?.Values ?? Values ?? [] };
    case 'path-pattern':
      return { field: Field, values: condition.PathPatternConfig?.Values ?? Values ?? [] };
    case 'http-request-method':
      return { field: Field, values: condition.HttpRequestMethodConfig?.Values ?? [] };
    case 'source-ip':
      return { field: Field, values: condition.SourceIpConfig?.Values ?? [] };
    case 'http-header':
      return {
        field: Field,
        name: condition.HttpHeaderConfig?.HttpHeaderName ?? '',
        values: condition.HttpHeaderConfig?.Values ?? [],
      };
    case 'query-string':
      return {
        field: Field,
        values: (condition.QueryStringConfig?.Values ?? []).map(({ Key, Value = '' }) => ({
          ...(Key !== undefined && { key: Key }),
          value: Value,
        })),
      };
    default:
      return undefined;
  }
}

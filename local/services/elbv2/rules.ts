// Rules: which requests a listener treats otherwise than by its default actions. The default rule, which
// every listener has, is shown of those actions and has no record.

import type { Rule, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type Elbv2Tables,
  elbv2Tables,
  type ListenerRow,
  type LoadBalancerRow,
  type RuleRow,
} from '../../store/elbv2.ts';
import { actionsFor, checkUniqueGroups } from './actions.ts';
import { defaultRuleArn, ruleArn } from './arns.ts';
import { conditionsFor } from './conditions.ts';
import { kinds, operationNotPermitted, someNotFound, validationError } from './errors.ts';
import { checkLimit } from './limits.ts';
import { deleteRule, rulesOf, shownRule } from './listenerRows.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import { byArn, checkArn } from './records.ts';
import { checkPriority } from './rulePriorities.ts';
import type { Elbv2Operations } from './service.ts';
import { putTags } from './tags.ts';

export const ruleOperations: Elbv2Operations = {
  CreateRule(input, context) {
    const tables = elbv2Tables(context.store);
    const listener = byArn(tables.listeners, kinds.listener, input.ListenerArn);
    const { ListenerArn } = listener;
    checkTransforms('CreateRule', input.Transforms);
    const Priority = String(input.Priority);
    checkPriority(tables, ListenerArn, Priority);
    const row: RuleRow = {
      RuleArn: ruleArn(ListenerArn),
      ListenerArn,
      Priority,
      Conditions: conditionsFor(input.Conditions),
      Actions: actionsFor(context, loadBalancerOf(tables, listener), input.Actions),
      IsDefault: false,
    };
    tables.rules.put(row.RuleArn, row);
    checkRuleCount(tables, listener);
    checkUniqueGroups(tables, listener.LoadBalancerArn);
    putTags(tables, row.RuleArn, input.Tags);
    return { Rules: [shownRule(row)] };
  },

  DescribeRules({ ListenerArn, RuleArns, ...request }, { store }) {
    const tables = elbv2Tables(store);
    if ((ListenerArn === undefined) === !RuleArns?.length) {
      throw validationError('You must specify either listener rule ARNs or a listener ARN');
    }
    const chosen =
      ListenerArn === undefined
        ? (RuleArns ?? []).map((arn) => describedRule(tables, arn))
        : allRules(tables, byArn(tables.listeners, kinds.listener, ListenerArn));
    const { items, marks } = page(chosen, ({ RuleArn = '' }) => RuleArn, request);
    return { Rules: items, ...marks };
  },

  ModifyRule({ RuleArn = '', Conditions, Actions, Transforms, ResetTransforms }, context) {
    const tables = elbv2Tables(context.store);
    checkTransforms('ModifyRule', Transforms);
    refuseDefault(tables, RuleArn, 'modified');
    const before = byArn(tables.rules, kinds.rule, RuleArn);
    if (!Conditions?.length && !Actions?.length && !ResetTransforms) {
      throw validationError('Either conditions or actions must be specified');
    }
    const listener = byArn(tables.listeners, kinds.listener, before.ListenerArn);
    const row: RuleRow = {
      ...before,
      ...(Conditions?.length && { Conditions: conditionsFor(Conditions) }),
      ...(Actions?.length && {
        Actions: actionsFor(context, loadBalancerOf(tables, listener), Actions),
      }),
    };
    tables.rules.put(RuleArn, row);
    checkUniqueGroups(tables, listener.LoadBalancerArn);
    return { Rules: [shownRule(row)] };
  },

  DeleteRule({ RuleArn = '' }, { store }) {
    const tables = elbv2Tables(store);
    refuseDefault(tables, RuleArn, 'deleted');
    deleteRule(tables, byArn(tables.rules, kinds.rule, RuleArn).RuleArn);
    return {};
  },
};

function allRules(tables: Elbv2Tables, listener: ListenerRow): Rule[] {
  return [...rulesOf(tables, listener.ListenerArn).map(shownRule), defaultRule(listener)];
}

function defaultRule({ ListenerArn, DefaultActions }: ListenerRow): Rule {
  return {
    RuleArn: defaultRuleArn(ListenerArn),
    Priority: 'default',
    Conditions: [],
    Actions: DefaultActions,
    IsDefault: true,
  };
}

function describedRule(tables: Elbv2Tables, arn: string): Rule {
  checkArn(kinds.rule, arn);
  const row = tables.rules.get(arn);
  if (row) return shownRule(row);
  const listener = withDefaultRule(tables, arn);
  if (listener) return defaultRule(listener);
  throw someNotFound(kinds.rule);
}

function withDefaultRule({ listeners }: Elbv2Tables, RuleArn: string): ListenerRow | undefined {
  return listeners.list().find(({ ListenerArn }) => defaultRuleArn(ListenerArn) === RuleArn);
}

function refuseDefault(tables: Elbv2Tables, RuleArn: string, what: string): void {
  if (!withDefaultRule(tables, RuleArn)) return;
  throw operationNotPermitted(`Default rule '${RuleArn}' cannot be ${what}`);
}

function loadBalancerOf(tables: Elbv2Tables, { LoadBalancerArn }: ListenerRow): LoadBalancerRow {
  return byArn(tables.loadBalancers, kinds.loadBalancer, LoadBalancerArn);
}

/** Default rules do not count. */
function checkRuleCount(tables: Elbv2Tables, { LoadBalancerArn }: ListenerRow): void {
  const count = tables.rules
    .list()
    .filter(
      ({ ListenerArn }) => tables.listeners.get(ListenerArn)?.LoadBalancerArn === LoadBalancerArn,
    ).length;
  checkLimit('rules-per-application-load-balancer', count, 'TooManyRules');
}

function checkTransforms(operation: string, transforms: readonly RuleTransform[] = []): void {
  if (transforms.length > 0) throw notBuilt(`${operation} with transforms`);
}

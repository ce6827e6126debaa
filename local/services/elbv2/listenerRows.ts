// Listeners and rules as they are found, shown and ended.

import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Elbv2Tables, ListenerRow, RuleRow } from '../../store/elbv2.ts';
import { defaultRuleArn } from './arns.ts';

/** The rules of a listener, its default apart, by ascending priority. */
export function rulesOf({ rules }: Elbv2Tables, ListenerArn: string): RuleRow[] {
  return rules
    .list()
    .filter((rule) => rule.ListenerArn === ListenerArn)
    .sort((a, b) => Number(a.Priority) - Number(b.Priority));
}

/** Deletes a listener with its rules and their tags. */
export function deleteListener(tables: Elbv2Tables, { ListenerArn }: ListenerRow): void {
  for (const { RuleArn } of rulesOf(tables, ListenerArn)) deleteRule(tables, RuleArn);
  tables.listeners.delete(ListenerArn);
  tables.tags.delete(ListenerArn);
  tables.tags.delete(defaultRuleArn(ListenerArn));
}

export function deleteRule(tables: Elbv2Tables, RuleArn: string): void {
  tables.rules.delete(RuleArn);
  tables.tags.delete(RuleArn);
}

export function shownRule({ ListenerArn: _, ...row }: RuleRow): Rule {
  return row;
}

// The order in which a listener tries its rules: the lowest priority first, and none twice.

import { type Elbv2Tables, elbv2Tables } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { defaultRuleArn } from './arns.ts';
import { kinds, operationNotPermitted, validationError } from './errors.ts';
import { rulesOf, shownRule } from './listenerRows.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';

export const rulePriorityOperations: Elbv2Operations = {
  /** All of them at once, so that rules may change places. */
  SetRulePriorities({ RulePriorities = [] }, { store }) {
    const tables = elbv2Tables(store);
    const pairs = RulePriorities.map(({ RuleArn = '', Priority }) => {
      if (tables.listeners.list().some((row) => defaultRuleArn(row.ListenerArn) === RuleArn)) {
        throw operationNotPermitted(`Priority of default rule '${RuleArn}' cannot be modified`);
      }
      return { row: byArn(tables.rules, kinds.rule, RuleArn), Priority: String(Priority) };
    });
    checkOnce(
      'Rule',
      pairs.map(({ row }) => row.RuleArn),
    );
    if (new Set(pairs.map(({ row }) => row.ListenerArn)).size > 1) {
      throw validationError('All rules must belong to the same listener');
    }
    checkOnce(
      'Priority',
      pairs.map(({ Priority }) => Priority),
    );
    const changed = pairs.map(({ row }) => row.RuleArn);
    for (const { row, Priority } of pairs) {
      checkPriority(tables, row.ListenerArn, Priority, changed);
    }
    return {
      Rules: pairs.map(({ row, Priority }) => {
        const moved = { ...row, Priority };
        tables.rules.put(row.RuleArn, moved);
        return shownRule(moved);
      }),
    };
  },
};

/**
 * @param except the ARNs of rules that will not keep theirs
 * @throws AwsError `PriorityInUse`
 */
export function checkPriority(
  tables: Elbv2Tables,
  ListenerArn: string,
  Priority: string,
  except: readonly string[] = [],
): void {
  const isTaken = rulesOf(tables, ListenerArn).some(
    (rule) => rule.Priority === Priority && !except.includes(rule.RuleArn),
  );
  if (isTaken) throw new AwsError('PriorityInUse', `Priority '${Priority}' is currently in use`);
}

function checkOnce(what: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw validationError(`${what} '${twice}' was provided multiple times`);
}

// aws:lb/listenerRule:ListenerRule

import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Properties } from '../../provider.ts';
import type { Aws, AwsOf } from '../aws.ts';
import { tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { fromMembers, toMembers } from '../members.ts';
import type { Table } from '../properties.ts';
import { resourceType } from '../resourceType.ts';
import { action, fromActions, toActions } from './actions.ts';
import { changeTags, ifOwn, listTags } from './tags.ts';

const values = { values: { is: 'set', required: true } } as const;

const condition = {
  hostHeader: { is: 'object', of: values, as: 'HostHeaderConfig' },
  httpHeader: {
    is: 'object',
    of: { httpHeaderName: { is: 'string', required: true }, ...values },
    as: 'HttpHeaderConfig',
  },
  httpRequestMethod: { is: 'object', of: values, as: 'HttpRequestMethodConfig' },
  pathPattern: { is: 'object', of: values, as: 'PathPatternConfig' },
  queryStrings: {
    is: 'objects',
    unordered: true,
    of: { key: { is: 'string' }, value: { is: 'string', required: true } },
  },
  sourceIp: { is: 'object', of: values, as: 'SourceIpConfig' },
} as const satisfies Table;

/** What AWS calls a condition's kind. */
const fields: Readonly<Record<keyof typeof condition, string>> = {
  hostHeader: 'host-header',
  httpHeader: 'http-header',
  httpRequestMethod: 'http-request-method',
  pathPattern: 'path-pattern',
  queryStrings: 'query-string',
  sourceIp: 'source-ip',
};

export const listenerRule = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'lb/listenerRule.ts',
    properties: {
      listenerArn: { is: 'string', required: true, replaces: true },
      priority: { is: 'number', computed: true },
      conditions: { is: 'objects', unordered: true, required: true, of: condition },
      actions: { is: 'objects', required: true, of: action },
      ...tagged,
    },
    gone: ['RuleNotFoundException', 'ListenerNotFoundException'],
    async create({ listenerArn: ListenerArn, priority, conditions, actions, tags }, aws, token) {
      const { Rules } = await aws.elbv2.createRule({
        ListenerArn,
        Priority: priority ?? (await nextPriority(ListenerArn, aws)),
        Conditions: toConditions(conditions),
        Actions: toActions(actions),
        Tags: tagList(tags, token),
      });
      return Rules?.[0]?.RuleArn ?? '';
    },
    async find({ listenerArn }, aws, token) {
      for (const { RuleArn } of await rulesOf(listenerArn, aws)) {
        const own = await ifOwn(RuleArn, aws, token);
        if (own !== undefined) return own;
      }
      return undefined;
    },
    async read(arn, aws) {
      const [{ Rules }, tags] = await Promise.all([
        aws.elbv2.describeRules({ RuleArns: [arn] }),
        listTags(arn, aws),
      ]);
      const rule = Rules?.[0];
      return (
        rule && {
          arn,
          listenerArn: listenerOf(arn),
          priority: Number(rule.Priority),
          conditions: fromConditions(rule.Conditions),
          actions: fromActions(rule.Actions),
          ...tagsOf(tags),
        }
      );
    },
    changes: [
      {
        of: ['priority'],
        apply: (RuleArn, { priority: Priority }, { elbv2 }) =>
          elbv2.setRulePriorities({ RulePriorities: [{ RuleArn, Priority }] }),
      },
      {
        of: ['conditions', 'actions'],
        apply: (RuleArn, { conditions, actions }, { elbv2 }) =>
          elbv2.modifyRule({
            RuleArn,
            Conditions: toConditions(conditions),
            Actions: toActions(actions),
          }),
      },
      changeTags,
    ],
    delete: (RuleArn, { elbv2 }) => elbv2.deleteRule({ RuleArn }),
  });

async function rulesOf(ListenerArn: string, { elbv2 }: Aws): Promise<readonly Rule[]> {
  const { Rules = [] } = await elbv2.describeRules({ ListenerArn });
  return Rules.filter(({ IsDefault }) => !IsDefault);
}

/** After all others, as the AWS provider does. */
async function nextPriority(listenerArn: string, aws: Aws): Promise<number> {
  const taken = (await rulesOf(listenerArn, aws)).map(({ Priority }) => Number(Priority));
  return Math.max(0, ...taken) + 1;
}

/** `…:listener-rule/app/name/id/listener/rule` is of `…:listener/app/name/id/listener`. */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
}

/** One of AWS's for each of its kinds in one of Pulumi's. */
function toConditions(conditions: readonly Properties[]): RuleCondition[] {
  return conditions.flatMap((each) =>
    Object.entries(fields).flatMap(([name, Field]) => {
      if (each[name] === undefined) return [];
      if (name !== 'queryStrings')
        return [{ Field, ...toMembers(condition, { [name]: each[name] }) }];
      const { QueryStrings: Values } = toMembers(condition, { [name]: each[name] });
      // The table's names are those of the members.
      return [{ Field, QueryStringConfig: { Values } as RuleCondition['QueryStringConfig'] }];
    }),
  );
}

function fromConditions(conditions: readonly RuleCondition[] | undefined): Properties[] {
  return (conditions ?? []).map(({ QueryStringConfig, ...rest }) =>
    fromMembers(condition, { ...rest, QueryStrings: QueryStringConfig?.Values }),
  );
}

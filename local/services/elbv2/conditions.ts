// Which requests a rule is for. Kept as AWS shows them: hosts and paths both as `Values` and in their config.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html

import { isIPv4, isIPv6 } from 'node:net';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from './errors.ts';
import { limits } from './limits.ts';
import { notBuilt } from './notBuilt.ts';

/**
 * The conditions that a request gives, in full.
 *
 * @throws AwsError for conditions that may not be
 */
export function conditionsFor(conditions: readonly RuleCondition[] = []): RuleCondition[] {
  if (conditions.length === 0) throw validationError('A condition must be specified');
  const full = conditions.map((condition) => {
    const { Field = '' } = condition;
    const form = Object.hasOwn(forms, Field) ? forms[Field] : undefined;
    if (!form) {
      throw validationError(
        `Condition field '${Field}' must be one of '[${Object.keys(forms).join(', ')}]'`,
      );
    }
    checkRegex(condition);
    return form(condition);
  });
  for (const field of onceOnly) {
    if (full.filter(({ Field }) => Field === field).length > 1) {
      throw validationError(`A rule can only have one '${field}' condition`);
    }
  }
  const values = full.flatMap(patternsOf);
  if (values.length > limits['condition-values-per-alb-rule']) {
    throw validationError(
      `A rule can only have '${limits['condition-values-per-alb-rule']}' condition values`,
    );
  }
  const wildcards = values.join('').replace(/[^*?]/g, '').length;
  if (wildcards > limits['condition-wildcards-per-alb-rule']) {
    throw validationError(
      `A rule can only have '${limits['condition-wildcards-per-alb-rule']}' condition wildcards`,
    );
  }
  return full;
}

/** The others a rule may have several times, and then all of them hold. */
const onceOnly = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'] as const;

const forms: Readonly<Record<string, (condition: RuleCondition) => RuleCondition>> = {
  'host-header'({ Values, HostHeaderConfig }) {
    const all = checked('host-header', Values, HostHeaderConfig?.Values, /^[A-Za-z0-9.*?-]+$/);
    return { Field: 'host-header', Values: all, HostHeaderConfig: { Values: all } };
  },
  'path-pattern'({ Values, PathPatternConfig }) {
    const all = checked(
      'path-pattern',
      Values,
      PathPatternConfig?.Values,
      /^[\w.$/~"'@:+&*?()!,;=%#-]+$/,
    );
    return { Field: 'path-pattern', Values: all, PathPatternConfig: { Values: all } };
  },
  'http-request-method'({ HttpRequestMethodConfig }) {
    const Values = checked(
      'http-request-method',
      undefined,
      HttpRequestMethodConfig?.Values,
      /^[A-Z_-]{1,40}$/,
    );
    return { Field: 'http-request-method', HttpRequestMethodConfig: { Values } };
  },
  'source-ip'({ SourceIpConfig }) {
    const Values = checked('source-ip', undefined, SourceIpConfig?.Values, /\//);
    const invalid = Values.find((value) => !isBlock(value));
    if (invalid !== undefined) {
      throw validationError(`The source IP '${invalid}' must be in CIDR format`);
    }
    return { Field: 'source-ip', SourceIpConfig: { Values } };
  },
  'http-header'({ HttpHeaderConfig }) {
    const HttpHeaderName = HttpHeaderConfig?.HttpHeaderName ?? '';
    if (!/^[\w!#$%&'*+.^`|~-]{1,40}$/.test(HttpHeaderName) || /^host$/i.test(HttpHeaderName)) {
      throw validationError(`The HTTP header name '${HttpHeaderName}' is not valid`);
    }
    const Values = checked('http-header', undefined, HttpHeaderConfig?.Values, /^[ -~]+$/);
    return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } };
  },
  'query-string'({ QueryStringConfig }) {
    const pairs = QueryStringConfig?.Values ?? [];
    checked(
      'query-string',
      undefined,
      pairs.flatMap(({ Key, Value = '' }) => (Key === undefined ? [Value] : [Key, Value])),
      /^[ -~]+$/,
    );
    return { Field: 'query-string', QueryStringConfig: { Values: pairs } };
  },
};

/** @throws AwsError unless there are values, given in one way only, each of these characters */
function checked(
  field: string,
  values: readonly string[] | undefined,
  configured: readonly string[] | undefined,
  characters: RegExp,
): string[] {
  const isTwice =
    values?.length && configured?.length && values.join('\n') !== configured.join('\n');
  if (isTwice) {
    throw validationError(
      `You cannot specify both 'Values' and a configuration with other values for '${field}'`,
    );
  }
  const given = [...(configured?.length ? configured : (values ?? []))];
  if (given.length === 0) throw validationError('A condition value must be specified');
  for (const value of given) {
    if (value.length > 128) {
      throw validationError(`Condition value '${value}' cannot be longer than '128' characters`);
    }
    if (!characters.test(value)) {
      throw validationError(`Condition value '${value}' contains a character that is not valid`);
    }
  }
  return given;
}

/** The texts of a condition that count against AWS's quotas: a key and its value are one. */
function patternsOf(condition: RuleCondition): string[] {
  const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, QueryStringConfig } = condition;
  return [
    ...(HostHeaderConfig?.Values ?? []),
    ...(PathPatternConfig?.Values ?? []),
    ...(HttpHeaderConfig?.Values ?? []),
    ...(condition.HttpRequestMethodConfig?.Values ?? []),
    ...(condition.SourceIpConfig?.Values ?? []),
    ...(QueryStringConfig?.Values ?? []).map(({ Key = '', Value = '' }) => Key + Value),
  ];
}

function isBlock(text: string): boolean {
  const [, address = '', prefix = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (isIPv4(address)) return Number(prefix) <= 32;
  return isIPv6(address) && Number(prefix) <= 128;
}

function checkRegex(condition: RuleCondition): void {
  const configs = [condition.HostHeaderConfig, condition.PathPatternConfig];
  const all = [condition, condition.HttpHeaderConfig, ...configs];
  if (all.some((each) => each?.RegexValues?.length)) {
    throw notBuilt('Rule with regular expressions');
  }
}

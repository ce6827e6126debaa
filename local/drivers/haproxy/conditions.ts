// The conditions of listener rules, as HAProxy's anonymous ACLs. Values with wildcards are regular
// expressions here: * is any text, ? one character; of a query, both stay inside one parameter.

import type { RoutedRule } from '../loadBalancers.ts';
import { quote } from './quote.ts';

type Condition = RoutedRule['conditions'][number];

export function conditionText(condition: Condition): string {
  switch (condition.field) {
    case 'host-header':
      return acl('req.hdr(host),field(1,:) -m reg -i', condition.values.map(whole));
    case 'path-pattern':
      return acl('path -m reg', condition.values.map(whole));
    case 'http-request-method':
      return acl('method -m str', condition.values);
    case 'source-ip':
      return acl('src', condition.values);
    case 'http-header':
      return acl(`req.fhdr(${condition.name}) -m reg -i`, condition.values.map(whole));
    case 'query-string':
      return acl('query -m reg -i', condition.values.map(parameter));
  }
}

function acl(fetch: string, values: readonly string[]): string {
  return `{ ${fetch} -- ${values.map(quote).join(' ')} }`;
}

function whole(pattern: string): string {
  return `^${expression(pattern, '.')}$`;
}

function parameter({ key, value }: { readonly key?: string; readonly value: string }): string {
  const name = key === undefined ? '([^&=]*=)?' : `${expression(key, '[^&=]')}=`;
  return `(^|&)${name}${expression(value, '[^&]')}(&|$)`;
}

/** @param any what a wildcard's characters may be */
function expression(pattern: string, any: string): string {
  return pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('?', any)
    .replace(/\*+/g, `${any}*`);
}

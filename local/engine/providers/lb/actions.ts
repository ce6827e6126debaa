// What listeners and rules do with a request, as Pulumi has it.

import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Properties } from '../../provider.ts';
import { fromMembers, toMembers } from '../members.ts';
import type { Table } from '../properties.ts';

const text = { is: 'string', computed: true } as const;

/** AWS tells a target group twice, by itself and as the only one of a forward. */
export const action = {
  type: { is: 'string', required: true },
  order: { is: 'number', computed: true },
  targetGroupArn: text,
  forward: {
    is: 'object',
    computed: true,
    as: 'ForwardConfig',
    of: {
      targetGroups: {
        is: 'objects',
        unordered: true,
        required: true,
        of: {
          arn: { is: 'string', required: true, as: 'TargetGroupArn' },
          weight: { is: 'number', computed: true },
        },
      },
      stickiness: {
        is: 'object',
        computed: true,
        as: 'TargetGroupStickinessConfig',
        of: {
          duration: { is: 'number', computed: true, as: 'DurationSeconds' },
          enabled: { is: 'boolean', default: false },
        },
      },
    },
  },
  fixedResponse: {
    is: 'object',
    as: 'FixedResponseConfig',
    of: { contentType: { is: 'string', required: true }, messageBody: text, statusCode: text },
  },
  redirect: {
    is: 'object',
    as: 'RedirectConfig',
    of: {
      host: { is: 'string', default: '#{host}' },
      path: { is: 'string', default: '/#{path}' },
      port: { is: 'string', default: '#{port}' },
      protocol: { is: 'string', default: '#{protocol}' },
      query: { is: 'string', default: '#{query}' },
      statusCode: { is: 'string', required: true },
    },
  },
} as const satisfies Table;

/** In the order of the list, where the program gives none. */
export function toActions(actions: readonly Properties[]): Action[] {
  return actions.map(
    // The table's names are those of the members, which the tests prove.
    (each, index) => ({ Order: index + 1, ...toMembers(action, each) }) as unknown as Action,
  );
}

export function fromActions(actions: readonly Action[] | undefined): Properties[] {
  return (actions ?? []).map((each) => fromMembers(action, { ...each }));
}

// CloudWatch Logs' records.

import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Store, Table } from './store.ts';

export type LogGroupRow = LogGroup & {
  readonly logGroupName: string;
  /** Ours: shown by ListTagsForResource. */
  readonly tags: Readonly<Record<string, string>>;
};

/** By name. */
export function logGroups(store: Store): Table<LogGroupRow> {
  return store.table<LogGroupRow>('logs.group');
}

// Parameter Store's records, under AWS's names, each under its parameter's name.

import type { ParameterHistory, Tag } from '@aws-sdk/client-ssm';
import type { Store } from './store.ts';

export type ParameterVersionRow = Omit<ParameterHistory, 'Name' | 'Policies' | 'Labels'> & {
  readonly Version: number;
  readonly Type: NonNullable<ParameterHistory['Type']>;
  /** Of a `SecureString`, what it was encrypted to. */
  readonly Value: string;
  readonly LastModifiedDate: Date;
  readonly Tier: 'Standard' | 'Advanced';
  readonly DataType: string;
  readonly Labels: readonly string[];
};

export type ParameterRow = {
  readonly Name: string;
  readonly ARN: string;
  /** Newest first. Their numbers follow one another. */
  readonly versions: readonly [ParameterVersionRow, ...ParameterVersionRow[]];
  readonly Tags: readonly Tag[];
};

/** The key of all `SecureString`s, in base64. */
export type KeyRow = { readonly key: string };

export type SsmTables = ReturnType<typeof ssmTables>;

export function ssmTables(store: Store) {
  return {
    parameters: store.table<ParameterRow>('ssm.parameter'),
    keys: store.table<KeyRow>('ssm.key'),
  };
}

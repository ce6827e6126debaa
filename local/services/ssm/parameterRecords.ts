// Parameters as they are found and shown.

import type { Parameter } from '@aws-sdk/client-ssm';
import { type ParameterRow, type ParameterVersionRow, ssmTables } from '../../store/ssm.ts';
import type { Context } from '../shared/context.ts';
import { parameterNotFound, parameterVersionNotFound } from './errors.ts';
import { readReference } from './parameterNames.ts';
import { decrypt } from './secureStrings.ts';

/** @throws AwsError `ParameterNotFound` */
export function parameterNamed({ store }: Context, Name = ''): ParameterRow {
  const row = ssmTables(store).parameters.get(Name);
  if (!row) throw parameterNotFound(Name);
  return row;
}

/** In the order of their names, in which they are listed. */
export function parametersByName({ store }: Context): ParameterRow[] {
  return ssmTables(store)
    .parameters.list()
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

export type SelectedVersion = {
  readonly row: ParameterRow;
  readonly version: ParameterVersionRow;
  readonly selector?: string;
};

/**
 * @param reference a name or an ARN, each with or without `:<version or label>`
 * @throws AwsError `ParameterNotFound`, `ParameterVersionNotFound`
 */
export function selectVersion(context: Context, reference: string): SelectedVersion {
  const { parameters } = ssmTables(context.store);
  const { names, selector } = readReference(context, reference);
  const [row] = names.flatMap((name) => parameters.get(name) ?? []);
  if (!row) throw parameterNotFound(reference);
  const version = versionOf(row, selector);
  if (!version) throw parameterVersionNotFound(row.Name, selector ?? '');
  return { row, version, ...(selector !== undefined && { selector: `:${selector}` }) };
}

/** The version with the number or the label; the newest for neither. */
export function versionOf(
  { versions }: ParameterRow,
  selector: string | number | undefined,
): ParameterVersionRow | undefined {
  if (selector === undefined) return versions[0];
  return versions.find(({ Version, Labels }) =>
    /^\d+$/.test(String(selector))
      ? Version === Number(selector)
      : Labels.some((label) => label === selector),
  );
}

export function shownParameter(
  { store }: Context,
  { row, version, selector }: SelectedVersion,
  WithDecryption: boolean | undefined,
): Parameter {
  const { Type, Version, LastModifiedDate, DataType } = version;
  return {
    Name: row.Name,
    Type,
    Value: shownValue(store, row, version, WithDecryption),
    Version,
    ...(selector !== undefined && { Selector: selector }),
    LastModifiedDate,
    ARN: row.ARN,
    DataType,
  };
}

/** @param WithDecryption as asked; of no meaning but for a `SecureString` */
export function shownValue(
  store: Context['store'],
  { ARN }: ParameterRow,
  { Type, Value }: ParameterVersionRow,
  WithDecryption: boolean | undefined,
): string {
  return Type === 'SecureString' && WithDecryption ? decrypt(store, ARN, Value) : Value;
}

// Records as operations find them, by ARN.

import type { Table } from '../../store/store.ts';
import { notFound, type ResourceKind, someNotFound, validationError } from './errors.ts';

/** @throws AwsError where there is none */
export function byArn<Row>(table: Table<Row>, kind: ResourceKind, arn = ''): Row {
  checkArn(kind, arn);
  const row = table.get(arn);
  if (row === undefined) throw notFound(kind, arn);
  return row;
}

/** @throws AwsError where one of them does not exist */
export function byArns<Row>(table: Table<Row>, kind: ResourceKind, arns: readonly string[]): Row[] {
  return arns.map((arn) => {
    checkArn(kind, arn);
    const row = table.get(arn);
    if (row === undefined) throw someNotFound(kind);
    return row;
  });
}

/** @throws AwsError `ValidationError` for what is no ARN of the kind */
export function checkArn({ prefix, noun }: ResourceKind, arn: string): void {
  if (
    /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:/.test(arn) &&
    arn.split(':')[5]?.startsWith(prefix)
  )
    return;
  throw validationError(`'${arn}' is not a valid ${noun === 'rule' ? 'listener rule' : noun} ARN`);
}

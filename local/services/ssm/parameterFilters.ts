// Filters of parameters: each must match, one of its values is enough.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html

import {
  type DescribeParametersRequest,
  type ParameterStringFilter,
  ParameterTier,
  ParameterType,
} from '@aws-sdk/client-ssm';
import type { ParameterRow } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import { validationException } from './errors.ts';
import { checkPath, isBelow, rootedName } from './parameterNames.ts';
import { type SelectedVersion, versionOf } from './parameterRecords.ts';

type Test = (row: ParameterRow) => boolean;

/** A filter's key: what its options and values may be, the first option being the usual one. */
type FilterKey = {
  readonly options: readonly string[];
  readonly values?: readonly string[];
};

const keys: Readonly<Record<string, FilterKey>> = {
  Path: { options: ['OneLevel', 'Recursive'] },
  Name: { options: ['Equals', 'BeginsWith', 'Contains'] },
  Type: { options: ['Equals', 'BeginsWith'], values: Object.values(ParameterType) },
  KeyId: { options: ['Equals', 'BeginsWith'] },
  Tier: { options: ['Equals'], values: Object.values(ParameterTier) },
  DataType: { options: ['Equals', 'BeginsWith'] },
  Label: { options: ['Equals'] },
};
const tagKey: FilterKey = { options: ['Equals', 'BeginsWith'] };
const keysOfDescribe = ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'];
const keysByPath = ['Type', 'KeyId', 'Label'];

/** The filters of DescribeParameters, in either of their two forms. */
export function filterParameters(
  rows: readonly ParameterRow[],
  { Filters, ParameterFilters }: DescribeParametersRequest,
): ParameterRow[] {
  if (Filters?.length && ParameterFilters?.length) {
    throw validationException(
      'You can use either Filters or ParameterFilters in a single request.',
    );
  }
  const older = (Filters ?? []).map(({ Key, Values }) => ({
    Key,
    Option: Key === 'Name' ? 'BeginsWith' : 'Equals',
    ...(Values && { Values }),
  }));
  const filters = ParameterFilters?.length ? ParameterFilters : older;
  const tests = testsOf(filters, keysOfDescribe, true);
  return rows.filter((row) => tests.every((test) => test(row)));
}

/** The filters of GetParametersByPath, of which a label selects the version that has it. */
export function filterByPath(
  rows: readonly ParameterRow[],
  filters: readonly ParameterStringFilter[] = [],
): SelectedVersion[] {
  const tests = testsOf(filters, keysByPath, false);
  const labels = filters.find(({ Key }) => Key === 'Label')?.Values;
  return rows
    .filter((row) => tests.every((test) => test(row)))
    .flatMap((row) => {
      const versions = labels?.map((label) => versionOf(row, label)) ?? [row.versions[0]];
      const version = versions.find((each) => each !== undefined);
      return version ? [{ row, version }] : [];
    });
}

function testsOf(
  filters: readonly ParameterStringFilter[],
  allowed: readonly string[],
  areTagsAllowed: boolean,
): Test[] {
  const seen = new Set<string>();
  return filters.map((filter) => {
    const { Key = '', Values } = filter;
    const isTag = Key.startsWith('tag:');
    const key = isTag ? tagKey : keys[Key];
    if (!key || (isTag ? !areTagsAllowed : !allowed.includes(Key))) {
      throw new AwsError(
        'InvalidFilterKey',
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${allowed.join(', ')}].`,
      );
    }
    if (seen.has(Key)) {
      throw new AwsError(
        'InvalidFilterKey',
        `The following filter is duplicated in the request: ${Key}. A request can contain only one ` +
          'occurrence of a specific filter.',
      );
    }
    seen.add(Key);
    if (!Values?.length && !isTag) {
      throw new AwsError(
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${Key}`,
      );
    }
    return testOf(filter, key);
  });
}

function testOf({ Key = '', Option, Values = [] }: ParameterStringFilter, key: FilterKey): Test {
  const { options, values } = key;
  const option = Option ?? options[0] ?? '';
  if (!options.includes(option)) {
    throw new AwsError(
      'InvalidFilterOption',
      `The following filter option is not valid: ${option}. Valid options include: [${options.join(', ')}].`,
    );
  }
  const unknown = option === 'Equals' && values && Values.find((each) => !values.includes(each));
  if (unknown) {
    throw new AwsError(
      'InvalidFilterValue',
      `The following filter value is not valid: ${unknown}. Valid values include: [${values.join(', ')}].`,
    );
  }
  if (Key === 'Path') {
    checkPathValues(Values);
    return ({ Name }) => Values.some((path) => isBelow(path, Name, option === 'Recursive'));
  }
  const isWanted = (text: string) => Values.some((value) => compare(option, text, value));
  if (Key === 'Name') {
    return ({ Name }) =>
      Values.some((value) =>
        compare(option, rootedName(Name), option === 'Contains' ? value : rootedName(value)),
      );
  }
  if (Key.startsWith('tag:')) {
    return ({ Tags }) =>
      Tags.some(
        (tag) => `tag:${tag.Key}` === Key && (Values.length === 0 || isWanted(tag.Value ?? '')),
      );
  }
  return (row) => textsOf(row, Key).some(isWanted);
}

function checkPathValues(paths: readonly string[]): void {
  paths.forEach(checkPath);
  if (paths.some((path) => /^\/(aws|ssm)/i.test(path))) {
    throw validationException(
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
}

function compare(option: string, text: string, value: string): boolean {
  if (option === 'BeginsWith') return text.startsWith(value);
  return option === 'Contains' ? text.includes(value) : text === value;
}

function textsOf({ versions }: ParameterRow, Key: string): readonly string[] {
  const { Type, KeyId, Tier, DataType } = versions[0];
  switch (Key) {
    case 'Type':
      return [Type];
    case 'KeyId':
      return KeyId === undefined ? [] : [KeyId];
    case 'Tier':
      return [Tier];
    case 'DataType':
      return [DataType];
    default:
      return versions.flatMap(({ Labels }) => Labels);
  }
}

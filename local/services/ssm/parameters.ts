// Reads and deletes parameters.

import type { ParameterHistory, ParameterMetadata } from '@aws-sdk/client-ssm';
import { type ParameterRow, ssmTables } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { paginate } from '../shared/pagination.ts';
import { filterByPath, filterParameters } from './parameterFilters.ts';
import { checkPath, isBelow } from './parameterNames.ts';
import {
  parameterNamed,
  parametersByName,
  type SelectedVersion,
  selectVersion,
  shownParameter,
  shownValue,
} from './parameterRecords.ts';
import type { SsmOperations } from './service.ts';

export const parameterOperations: SsmOperations = {
  GetParameter({ Name = '', WithDecryption }, context) {
    return { Parameter: shownParameter(context, selectVersion(context, Name), WithDecryption) };
  },

  GetParameters({ Names = [], WithDecryption }, context) {
    const found = Names.map((name) => ({ name, selected: versionIfAny(context, name) }));
    return {
      Parameters: found.flatMap(({ selected }) =>
        selected ? [shownParameter(context, selected, WithDecryption)] : [],
      ),
      InvalidParameters: found.filter(({ selected }) => !selected).map(({ name }) => name),
    };
  },

  GetParametersByPath(input, context) {
    const { Path = '', Recursive = false, ParameterFilters, WithDecryption } = input;
    checkPath(Path);
    const below = parametersByName(context).filter(({ Name }) => isBelow(Path, Name, Recursive));
    const selected = filterByPath(below, ParameterFilters);
    const { items, next } = pageOf(selected, ({ row }) => row.Name, input, 10);
    return {
      Parameters: items.map((each) => shownParameter(context, each, WithDecryption)),
      ...next,
    };
  },

  GetParameterHistory({ Name, WithDecryption, ...request }, context) {
    const row = parameterNamed(context, Name);
    const oldestFirst = row.versions.toReversed();
    const { items, next } = pageOf(oldestFirst, ({ Version }) => String(Version), request, 50);
    const history = items.map(
      (version): ParameterHistory => ({
        ...version,
        Name: row.Name,
        Value: shownValue(context.store, row, version, WithDecryption),
        Labels: [...version.Labels],
        Policies: [],
      }),
    );
    return { Parameters: history, ...next };
  },

  DescribeParameters(input, context) {
    const filtered = filterParameters(parametersByName(context), input);
    const { items, next } = pageOf(filtered, ({ Name }) => Name, input, 10);
    return { Parameters: items.map(metadataOf), ...next };
  },

  DeleteParameter({ Name }, context) {
    const row = parameterNamed(context, Name);
    ssmTables(context.store).parameters.delete(row.Name);
    return {};
  },

  DeleteParameters({ Names = [] }, { store }) {
    const { parameters } = ssmTables(store);
    const names = [...new Set(Names)];
    const DeletedParameters = names.filter((name) => parameters.get(name) !== undefined);
    for (const name of DeletedParameters) parameters.delete(name);
    return {
      DeletedParameters,
      InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)),
    };
  },
};

function versionIfAny(context: Context, reference: string): SelectedVersion | undefined {
  try {
    return selectVersion(context, reference);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Without the value, which DescribeParameters never shows. */
function metadataOf({ Name, ARN, versions }: ParameterRow): ParameterMetadata {
  const { Value, Labels, ...latest } = versions[0];
  return { ...latest, Name, ARN, Policies: [] };
}

type PageRequest = {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
};

function pageOf<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { NextToken, MaxResults }: PageRequest,
  defaultSize: number,
) {
  const { items, nextToken } = paginate(
    all,
    idOf,
    { token: NextToken, size: MaxResults ?? defaultSize },
    { min: 1, max: 50, name: 'MaxResults', code: 'ValidationException' },
    'InvalidNextToken',
  );
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}

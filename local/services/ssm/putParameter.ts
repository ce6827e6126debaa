// Makes parameters and their versions. One call is whole or nothing, so that making a parameter
// without `Overwrite` is a lock: of many who try, one succeeds.

import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import { type ParameterRow, type ParameterVersionRow, ssmTables } from '../../store/ssm.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import {
  parameterAlreadyExists,
  parameterMaxVersionLimitExceeded,
  validationException,
} from './errors.ts';
import { checkNewName, parameterArn } from './parameterNames.ts';
import { checkDataType, checkPattern, tierFor } from './parameterValues.ts';
import { checkKeyId, defaultKeyId, encrypt } from './secureStrings.ts';
import type { SsmOperations } from './service.ts';
import { mergeTags } from './tags.ts';

const maxVersions = 100;

export const putParameterOperations: SsmOperations = {
  PutParameter(input, context) {
    const { Name = '', Overwrite = false, Tags } = input;
    const { parameters } = ssmTables(context.store);
    checkNewName(context, Name);
    checkCombination(input);
    const existing = parameters.get(Name);
    if (existing && !Overwrite) throw parameterAlreadyExists();
    const version = nextVersion(context, input, existing);
    parameters.put(Name, {
      Name,
      ARN: parameterArn(context, Name),
      versions: [version, ...keptVersions(existing)],
      Tags: existing?.Tags ?? mergeTags([], Tags),
    });
    return { Version: version.Version, Tier: version.Tier };
  },
};

/** What goes together, whatever there is already. */
function checkCombination({ Overwrite, Tags, Policies }: PutParameterRequest): void {
  if (Overwrite && Tags?.length) {
    throw validationException(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, " +
        'please remove overwrite flag. To update tags for an existing parameter, please use ' +
        'AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  // Kept without being acted upon, they would promise an expiry that never comes.
  if (Policies !== undefined && !/^\s*\[\s*\]\s*$/.test(Policies)) {
    throw new AwsError(
      'NotImplemented',
      'Parameter policies are not built in the local region',
      501,
    );
  }
}

/** What is not told stays as it was; an empty pattern or description is one taken away. */
function nextVersion(
  context: Context,
  input: PutParameterRequest,
  existing: ParameterRow | undefined,
): ParameterVersionRow {
  const previous = existing?.versions[0];
  const { Name = '', Value = '', Type = previous?.Type } = input;
  if (!Type) {
    throw validationException('A parameter type is required when you create a parameter.');
  }
  const {
    Description = previous?.Description,
    AllowedPattern = previous?.AllowedPattern,
    DataType = previous?.DataType ?? 'text',
    KeyId = previous?.KeyId ?? defaultKeyId,
  } = input;
  const isSecure = Type === 'SecureString';
  if (isSecure) checkKeyId(context, KeyId);
  else if (input.KeyId !== undefined) {
    throw validationException('KeyId is required for SecureString type parameter only.');
  }
  const Tier = tierFor(input.Tier, previous?.Tier, Value);
  if (AllowedPattern) checkPattern(AllowedPattern, Type, Value);
  checkDataType(DataType, Type, Value);
  return {
    Version: (previous?.Version ?? 0) + 1,
    Type,
    Value: isSecure ? encrypt(context.store, parameterArn(context, Name), Value) : Value,
    ...(isSecure && { KeyId }),
    ...(Description && { Description }),
    ...(AllowedPattern && { AllowedPattern }),
    LastModifiedDate: context.now(),
    LastModifiedUser: context.identity.Arn,
    Tier,
    DataType,
    Labels: [],
  };
}

/** The versions that stay beside a new one. */
function keptVersions(existing: ParameterRow | undefined): readonly ParameterVersionRow[] {
  if (!existing || existing.versions.length < maxVersions) return existing?.versions ?? [];
  const oldest = existing.versions.at(-1);
  if (oldest && oldest.Labels.length > 0) {
    throw parameterMaxVersionLimitExceeded(existing.Name, oldest.Version);
  }
  return existing.versions.slice(0, maxVersions - 1);
}

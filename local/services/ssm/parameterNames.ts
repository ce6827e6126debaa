// Names of parameters: which may be given, and how a request refers to one.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html

import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { validationException } from './errors.ts';

const maxLevels = 15;
/** Of the ARN, which the name is the end of. */
const maxArnLength = 1011;

/** @throws AwsError for a name that no parameter may have */
export function checkNewName(context: Context, Name: string): void {
  const isPath = Name.startsWith('/');
  if (/^\/aws/i.test(Name)) {
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${Name}.`);
  }
  if (/^(aws|ssm)/i.test(Name)) {
    throw validationException(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
  if (!isPath && Name.includes('/')) {
    throw validationException('Parameter name must be a fully qualified name.');
  }
  if (/^\/ssm/i.test(Name) || !/^(\/?[\w.-]+)(\/[\w.-]+)*$/.test(Name)) {
    throw validationException(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can ' +
        'consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, ' +
        'numbers and the following 3 symbols .-_',
    );
  }
  if (Name.split('/').length - 1 > maxLevels) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${maxLevels} levels. For more information, see Requirements ` +
        'and constraints for parameter names in the AWS Systems Manager User Guide.',
    );
  }
  if (parameterArn(context, Name).length > maxArnLength) {
    throw validationException(
      `Parameter name: its ARN can have a maximum of ${maxArnLength} characters.`,
    );
  }
}

/** @throws AwsError for what is not the path of a hierarchy */
export function checkPath(Path: string): void {
  if (/^\/$|^(\/[\w.-]+)+\/?$/.test(Path)) return;
  throw validationException(
    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a " +
      'forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only ' +
      'letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special ' +
      'characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". ' +
      'Valid example: /get/parameters2-/by1./path0_.',
  );
}

/** Whether a parameter is below a path, at any depth or on the next level only. */
export function isBelow(Path: string, Name: string, isRecursive: boolean): boolean {
  const above = Path.endsWith('/') ? Path : `${Path}/`;
  const rooted = rootedName(Name);
  return rooted.startsWith(above) && (isRecursive || !rooted.slice(above.length).includes('/'));
}

/** With the slash that names without a hierarchy may go without. */
export function rootedName(Name: string): string {
  return Name.startsWith('/') ? Name : `/${Name}`;
}

export function parameterArn({ accountId, regionName }: Context, Name: string): string {
  return `arn:aws:ssm:${regionName}:${accountId}:parameter${rootedName(Name)}`;
}

export type ParameterReference = {
  /** In the order in which to look: an ARN does not tell `name` from `/name`. */
  readonly names: readonly string[];
  /** A version's number or a label. */
  readonly selector: string | undefined;
};

/** Reads a name or an ARN, each with or without `:<version or label>`. */
export function readReference(context: Context, text: string): ParameterReference {
  const prefix = parameterArn(context, '/').slice(0, -1);
  const isArn = text.startsWith(`${prefix}/`);
  const [name = '', ...selectors] = (isArn ? text.slice(prefix.length) : text).split(':');
  // More than one selector is no reference to anything.
  if (selectors.length > 1) return { names: [], selector: undefined };
  const [selector] = selectors;
  return { names: isArn ? [name, name.slice(1)] : [name], selector };
}

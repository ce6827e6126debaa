// Names of load balancers and target groups.

import { capitalised, kinds, type ResourceKind, validationError } from './errors.ts';

const maxLength = 32;

/** @throws AwsError `ValidationError` for a name that may not be */
export function checkName(kind: ResourceKind, name: string): string {
  const subject = `${capitalised(kind.noun)} name '${name}'`;
  if (name.length > maxLength) {
    throw validationError(`${subject} cannot be longer than '${maxLength}' characters`);
  }
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `${subject} can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  }
  if (/^-|-$/.test(name)) throw validationError(`${subject} cannot begin or end with '-'`);
  if (kind === kinds.loadBalancer && name.startsWith('internal-')) {
    throw validationError(`${subject} cannot begin with 'internal-'`);
  }
  return name;
}

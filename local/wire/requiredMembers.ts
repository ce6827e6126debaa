// Refuses what lacks a member that the model requires. Schemas sort those first and count them.

import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';
import { AwsError } from './awsError.ts';

/**
 * @throws AwsError `MissingParameter`, EC2's code; the other services say `ValidationError`
 *   (awsQuery) or `ValidationException` (JSON)
 */
export function requireMembers(schema: SchemaRef, input: unknown, code: string): void {
  const missing = missingMembers(NormalizedSchema.of(schema), input, '');
  const [first] = missing;
  if (first === undefined) return;
  throw new AwsError(
    code,
    code === 'MissingParameter'
      ? `The request must contain the parameter ${first}`
      : `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected: ${missing
          .map(
            (path) =>
              `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
          )
          .join('; ')}`,
  );
}

function missingMembers(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (schema.isListSchema() && Array.isArray(value)) {
    return value.flatMap((item, index) =>
      missingMembers(schema.getValueSchema(), item, `${path}.${index + 1}.member`),
    );
  }
  if (!schema.isStructSchema() || typeof value !== 'object') return [];
  // A structure's schema holds the count of its required members last, and undefined for none.
  const requiredCount = (schema.getSchema() as readonly unknown[])[6];
  return [...schema.structIterator()].flatMap(([name, member], index) => {
    const at = path ? `${path}.${name}` : name;
    const inner = (value as Record<string, unknown>)[name];
    return inner === undefined && typeof requiredCount === 'number' && index < requiredCount
      ? [at]
      : missingMembers(member, inner, at);
  });
}

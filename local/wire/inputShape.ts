// Refuses an input that is not as its schema says, so that handlers can trust its types: the codecs
// hand on whatever a body holds.

import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';
import { AwsError } from './awsError.ts';

type Codes = { readonly missing: string; readonly malformed: string };
/** A value that is not as it should be; `got` is undefined for a required one that is not there. */
type Fault = { readonly path: string; readonly expected: string; readonly got?: string };

/** More of them AWS does not tell at once. */
const maxFaults = 10;

/**
 * @throws AwsError `codes.malformed` for a value of another type, else `codes.missing` for members that
 *   the model requires
 */
export function checkInput(schema: SchemaRef, input: unknown, codes: Codes): void {
  const faults = faultsOf(NormalizedSchema.of(schema), input, '');
  const misshapen = faults.find(({ got }) => got !== undefined);
  if (misshapen) {
    const { path, expected, got } = misshapen;
    throw new AwsError(codes.malformed, `Expected ${expected} at '${path || '.'}', got ${got}`);
  }
  const [first] = faults;
  if (first) throw new AwsError(codes.missing, missingMessage(codes.missing, first.path, faults));
}

/** In EC2's words, or in those of the others, where members start in lower case. */
function missingMessage(code: string, first: string, all: readonly Fault[]): string {
  if (code === 'MissingParameter') return `The request must contain the parameter ${first}`;
  const faults = all.slice(0, maxFaults);
  const sentences = faults.map(
    ({ path }) =>
      `Value null at '${path.replace(/(^|\.)[A-Z]/g, (start) => start.toLowerCase())}' ` +
      'failed to satisfy constraint: Member must not be null',
  );
  const plural = faults.length > 1 ? 's' : '';
  return `${faults.length} validation error${plural} detected: ${sentences.join('; ')}`;
}

function faultsOf(schema: NormalizedSchema, value: unknown, path: string): Fault[] {
  const expected = misfit(schema, value);
  if (expected) return [{ path, expected, got: nameOf(value) }];
  if (schema.isListSchema()) {
    return (value as readonly unknown[]).flatMap((item, index) =>
      faultsOf(schema.getValueSchema(), item, `${path}.${index + 1}.member`),
    );
  }
  if (schema.isMapSchema()) {
    return Object.entries(value as object).flatMap(([key, item]) =>
      faultsOf(schema.getValueSchema(), item, `${path}.${key}`),
    );
  }
  return schema.isStructSchema() ? faultsOfMembers(schema, value as object, path) : [];
}

function faultsOfMembers(schema: NormalizedSchema, value: object, path: string): Fault[] {
  // A structure's schema sorts its required members first and holds their count last.
  const [, , , , , , requiredCount = 0] = schema.getSchema() as readonly unknown[];
  return [...schema.structIterator()].flatMap(([name, member], index) => {
    const at = path ? `${path}.${name}` : name;
    const inner = (value as Record<string, unknown>)[name];
    if (inner !== undefined) return faultsOf(member, inner, at);
    return index < Number(requiredCount) ? [{ path: at, expected: 'a value' }] : [];
  });
}

/** What was expected, where the value is none of it. */
function misfit(schema: NormalizedSchema, value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null;
  if (schema.isListSchema()) return Array.isArray(value) ? undefined : 'a list';
  if (schema.isBlobSchema()) return value instanceof Uint8Array ? undefined : 'bytes';
  if (schema.isTimestampSchema()) {
    return value instanceof Date && !Number.isNaN(value.getTime()) ? undefined : 'a timestamp';
  }
  if (schema.isStructSchema() || schema.isMapSchema() || schema.isUnitSchema()) {
    return isObject && Object.getPrototypeOf(value) === Object.prototype ? undefined : 'an object';
  }
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? undefined : 'a boolean';
  if (schema.isNumericSchema()) return Number.isFinite(value) ? undefined : 'a finite number';
  if (schema.isStringSchema()) return typeof value === 'string' ? undefined : 'a string';
  return undefined;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, 100);
}

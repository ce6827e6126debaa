// What all operations share: they happen wholly or not at all, a dry run keeps nothing, and a client's
// token makes a repeated call the same call.

import { createHash } from 'node:crypto';
import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';
import { toText } from '../../store/json.ts';
import type { Store } from '../../store/store.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Invocation } from '../../wire/pipeline.ts';
import type { Context } from './context.ts';

/**
 * Runs a handler in a transaction. One that waits for something is outside it from its first `await` on.
 *
 * @throws AwsError `DryRunOperation` with `DryRun`, when the call would have succeeded;
 *   `IdempotentParameterMismatch` for a client's token that came with other parameters before
 */
export function invoke(invocation: Invocation<Context>): object | Promise<object> {
  const { handler, input, context } = invocation;
  return context.store.transaction(() =>
    once(invocation, () => {
      // The wire has read the input by the schema that types the handler.
      const output = handler(input as never, context);
      if (input.DryRun !== true) return output;
      if (output instanceof Promise) return output.then(() => Promise.reject(dryRunOperation()));
      // Thrown inside the transaction, so that what the handler put is not kept.
      throw dryRunOperation();
    }),
  );
}

type RememberedCall = {
  readonly parameters: string;
  readonly output: object;
  readonly at: Date;
};

const rememberMilliseconds = 24 * 60 * 60 * 1000;

function once(
  { schema, input, context }: Invocation<Context>,
  work: () => object | Promise<object>,
): object | Promise<object> {
  const member = tokenMember(schema[4]);
  const token = member && input[member];
  if (typeof token !== 'string') return work();
  const calls = rememberedCalls(context.store);
  const id = `${schema[1]}#${schema[2]} ${token}`;
  const parameters = createHash('sha256').update(toText(input)).digest('hex');
  const earlier = calls.get(id);
  if (earlier && !isForgotten(earlier, context.now())) {
    if (earlier.parameters === parameters) return earlier.output;
    throw new AwsError(
      'IdempotentParameterMismatch',
      `The client token '${token}' was used before with other parameters`,
    );
  }
  const output = work();
  if (output instanceof Promise) return output;
  calls.put(id, { parameters, output, at: context.now() });
  return output;
}

/** Drops the tokens that AWS would have forgotten. */
export function forgetOldCalls(store: Store, now: Date): void {
  const calls = store.table<RememberedCall & { readonly id: string }>('clientToken');
  store.transaction(() => {
    for (const call of calls.list()) if (isForgotten(call, now)) calls.delete(call.id);
  });
}

function isForgotten({ at }: RememberedCall, now: Date): boolean {
  return now.getTime() - at.getTime() > rememberMilliseconds;
}

function rememberedCalls(store: Store) {
  const calls = store.table<RememberedCall & { readonly id: string }>('clientToken');
  return {
    get: calls.get,
    put: (id: string, call: RememberedCall) => calls.put(id, { id, ...call }),
  };
}

function tokenMember(schema: SchemaRef): string | undefined {
  const input = NormalizedSchema.of(schema);
  if (!input.isStructSchema()) return undefined;
  for (const [name, member] of input.structIterator()) {
    if (member.isIdempotencyToken()) return name;
  }
  return undefined;
}

function dryRunOperation(): AwsError {
  return new AwsError(
    'DryRunOperation',
    'Request would have succeeded, but DryRun flag is set.',
    412,
  );
}

// What `pulumi preview --json` says it would do.

import { lastLine } from './pulumiCommand.ts';
import type { PlannedChange } from './stackEngine.ts';

export type PulumiPlan = {
  readonly changes: readonly PlannedChange[];
  /** What the CLI calls errors. */
  readonly errors: readonly string[];
};

/** Of the document's values, those that are looked at; where they are missing or others, they are passed over. */
type Digest = { readonly steps?: readonly Step[]; readonly diagnostics?: readonly Diagnostic[] };
type Step = {
  readonly op?: string;
  readonly urn?: string;
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
  readonly diffReasons?: readonly string[];
  readonly replaceReasons?: readonly string[];
};
type Diagnostic = { readonly message?: string; readonly severity?: string };

/** All operations are in pkg/resource/deploy/step.go; the others leave a resource as it is. */
const operations: Readonly<Record<string, PlannedChange['operation']>> = {
  create: 'create',
  import: 'create',
  update: 'update',
  replace: 'replace',
  'create-replacement': 'replace',
  'delete-replaced': 'replace',
  'import-replacement': 'replace',
  delete: 'delete',
};

/**
 * @param text what the CLI printed: the document, and perhaps lines of others before and after it
 * @throws where there is no document
 */
export function parsePlan(text: string): PulumiPlan {
  const { steps, diagnostics } = findDigest(text);
  const byUrn = new Map<string, PlannedChange>();
  for (const step of listIn(steps)) {
    const change = changeIn(step);
    if (change === undefined || step.urn === undefined) continue;
    const before = byUrn.get(step.urn);
    byUrn.set(step.urn, before ? merge(before, change) : change);
  }
  const errors = listIn(diagnostics).flatMap(({ severity, message }) =>
    severity === 'error' && message ? [message.trim()] : [],
  );
  return { changes: [...byUrn.values()], errors };
}

function findDigest(text: string): Digest {
  const lines = text.split('\n');
  // It is indented, so that its braces stand alone.
  const end = lines.findLastIndex((line) => /^\}\s*$|^\{.*\}\s*$/.test(line)) + 1;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('{')) continue;
    try {
      const value: unknown = JSON.parse(lines.slice(index, end).join('\n'));
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Another's line.
    }
  }
  throw new Error(`pulumi preview --json: expected a JSON document, got ${lastLine(text)}`);
}

/** Parts of a replacement may be told one by one. */
function merge(one: PlannedChange, other: PlannedChange): PlannedChange {
  const properties = [...new Set([...one.properties, ...other.properties])];
  const isReplaced = one.operation === 'replace' || one.operation !== other.operation;
  return { ...one, properties, operation: isReplaced ? 'replace' : one.operation };
}

/** Undefined where the resource stays as it is, or is none: the stack itself, a provider. */
function changeIn({ op = '', urn = '', ...reasons }: Step): PlannedChange | undefined {
  const operation = operations[op];
  // urn:pulumi:<stack>::<project>::<types of its parents$…$type>::<name>
  const [, , types = '', ...name] = urn.split('::');
  const type = types.split('$').at(-1) ?? '';
  if (operation === undefined || /^pulumi:(pulumi:Stack$|providers:)/.test(type)) return undefined;
  return { name: name.join('::'), type, operation, properties: propertiesIn(reasons) };
}

/** Paths where the provider gives them, else whole properties. */
function propertiesIn({ detailedDiff, diffReasons, replaceReasons }: Step): readonly string[] {
  const paths = Object.keys(detailedDiff ?? {});
  if (paths.length > 0) return paths.sort();
  return [...new Set([...listIn(diffReasons), ...listIn(replaceReasons)])].sort();
}

function listIn<Value>(value: readonly Value[] | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

// The constraints of a service's model, which the SDK's schemas lack: a table in AWS's words, and the
// one sentence in which all that a request breaks of it is told:
//
//   2 validation errors detected: Value '' at 'roleName' failed to satisfy constraint: Member must have
//   length greater than or equal to 1; Value '0' at 'maxItems' failed to satisfy constraint: …

import { AwsError } from '../../wire/awsError.ts';

export type Constraint = {
  /** Of a number, or of the length of a text or list. */
  readonly min?: number;
  readonly max?: number;
  /** A regular expression for the whole text, as AWS shows it. */
  readonly pattern?: string;
  /** The values that there are. */
  readonly values?: readonly string[];
  /** Of a list's items, when they are texts. */
  readonly member?: Constraint;
  /** Of the members of a list's items, when they are structures. */
  readonly members?: ConstraintTable;
  /** Whether the sentence leaves the value out. */
  readonly isSensitive?: boolean;
};

/** By member, such as `RoleName`, or for one operation's member, `CreatePolicy.Path`. */
export type ConstraintTable = Readonly<Record<string, Constraint>>;

type AnyHandler = (input: Readonly<Record<string, unknown>>, context: unknown) => unknown;

/**
 * The same operations, refusing inputs that break a constraint before anything else.
 *
 * @param code of the error, such as `ValidationError`
 */
export function constrained<Operations extends object>(
  code: string,
  table: ConstraintTable,
  operations: Operations,
): Operations {
  const checked = Object.entries(operations).map(
    // Each of the operations is a handler of its own input.
    ([operation, handler]: [string, AnyHandler]): [string, AnyHandler] => [
      operation,
      (input, context) => {
        checkConstraints(code, table, operation, input);
        return handler(input, context);
      },
    ],
  );
  // The names and the types of the handlers are still those of the operations.
  return Object.fromEntries(checked) as Operations;
}

function checkConstraints(
  code: string,
  table: ConstraintTable,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): void {
  const broken = Object.entries(input).flatMap(([name, value]) => {
    const constraint = table[`${operation}.${name}`] ?? table[name];
    return constraint ? violations(memberPath(name), value, constraint) : [];
  });
  if (broken.length === 0) return;
  throw new AwsError(
    code,
    `${broken.length} validation error${broken.length > 1 ? 's' : ''} detected: ${broken.join('; ')}`,
  );
}

function memberPath(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function violations(path: string, value: unknown, constraint: Constraint): string[] {
  if (value === undefined || value === null) return [];
  const shown = constraint.isSensitive ? 'Value' : `Value '${textOf(value)}'`;
  const own = rulesOf(value, constraint)
    .filter(({ holds }) => !holds)
    .map(({ sentence }) => `${shown} at '${path}' failed to satisfy constraint: ${sentence}`);
  return [...own, ...memberViolations(path, value, constraint)];
}

function memberViolations(path: string, value: unknown, constraint: Constraint): string[] {
  if (!Array.isArray(value)) return [];
  const { member, members } = constraint;
  if (members) {
    return value.flatMap((item: object, index) =>
      Object.entries(item).flatMap(([name, inner]) =>
        violations(`${path}.${index + 1}.member.${memberPath(name)}`, inner, members[name] ?? {}),
      ),
    );
  }
  if (!member || value.every((item) => rulesOf(item, member).every(({ holds }) => holds)))
    return [];
  const sentences = rulesOf('', member).map(({ sentence }) => sentence);
  return [
    `Value '${textOf(value)}' at '${path}' failed to satisfy constraint: ` +
      `Member must satisfy constraint: [${sentences.join(', ')}]`,
  ];
}

type Rule = { readonly sentence: string; readonly holds: boolean };

function rulesOf(value: unknown, { min, max, pattern, values }: Constraint): Rule[] {
  const isNumber = typeof value === 'number';
  const measure = isNumber ? 'value' : 'length';
  const size = isNumber ? value : sizeOf(value);
  const rules: Rule[] = [];
  if (max !== undefined) {
    const sentence = `Member must have ${measure} less than or equal to ${max}`;
    rules.push({ sentence, holds: size <= max });
  }
  if (min !== undefined) {
    const sentence = `Member must have ${measure} greater than or equal to ${min}`;
    rules.push({ sentence, holds: size >= min });
  }
  if (pattern !== undefined) {
    const sentence = `Member must satisfy regular expression pattern: ${pattern}`;
    rules.push({ sentence, holds: new RegExp(`^(?:${pattern})$`, 'u').test(String(value)) });
  }
  if (values) {
    const sentence = `Member must satisfy enum value set: [${values.join(', ')}]`;
    rules.push({ sentence, holds: values.includes(String(value)) });
  }
  return rules;
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : item)).join(', ')}]`;
}

// JSON filter patterns: `{ $.level = "error" && ($.status >= 500 || $.path = "/api*") }`.
//
//   or         = and { "||" and }
//   and        = comparison { "&&" comparison }
//   comparison = "(" or ")" | selector operator value | selector "IS" ("NULL" | "TRUE" | "FALSE")
//              | selector "NOT" "EXISTS"
//   selector   = "$" { "." name | "[" index "]" }
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

import { invalid } from './groupRows.ts';

type Test = (message: unknown) => boolean;

const tokens =
  /\s*(?:(&&|\|\||[(){}]|!=|<=|>=|=|<|>)|(\$(?:\.[\w-]+|\[\d+\])+)|("(?:[^"\\]|\\.)*")|([\w.*+-]+))/uy;

/** @returns whether a message is JSON and matches */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const rest = tokenize(pattern);
  const wrong = (): never => {
    throw invalid(`Invalid filter pattern: ${pattern}`);
  };
  const isNext = (token: string) => rest[0] === token && rest.shift() !== undefined;

  function or(): Test {
    let test = and();
    while (isNext('||')) {
      const [left, right] = [test, and()];
      test = (message) => left(message) || right(message);
    }
    return test;
  }

  function and(): Test {
    let test = comparison();
    while (isNext('&&')) {
      const [left, right] = [test, comparison()];
      test = (message) => left(message) && right(message);
    }
    return test;
  }

  function comparison(): Test {
    if (isNext('(')) {
      const inner = or();
      return isNext(')') ? inner : wrong();
    }
    const selector = rest.shift();
    if (!selector?.startsWith('$')) return wrong();
    const operator = rest.shift() ?? '';
    const value = rest.shift() ?? '';
    const test = testOf(operator, value) ?? wrong();
    const path = [...selector.matchAll(/[\w-]+/gu)].map(([name]) => name);
    return (message) => test(select(message, path));
  }

  const test = isNext('{') ? or() : wrong();
  if (!isNext('}') || rest.length > 0) wrong();
  return (message) => {
    const value = parsed(message);
    return value !== undefined && test(value);
  };
}

function tokenize(pattern: string): string[] {
  const text = pattern.trimEnd();
  const found: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const token = tokens.exec(text)?.[0];
    if (token === undefined) throw invalid(`Invalid filter pattern: ${pattern}`);
    found.push(token.trim());
  }
  return found;
}

/** What the selected value has to be. */
function testOf(operator: string, value: string): Test | undefined {
  if (operator === 'IS') {
    const expected = { NULL: null, TRUE: true, FALSE: false }[value];
    return expected === undefined ? undefined : (given) => given === expected;
  }
  if (operator === 'NOT') return value === 'EXISTS' ? (given) => given === undefined : undefined;
  if (value === '' || /^[(){}&|=<>!$]/.test(value)) return undefined;
  const number = value.startsWith('"') ? Number.NaN : Number(value);
  switch (operator) {
    case '=':
      return equals(value, number);
    case '!=': {
      const isEqual = equals(value, number);
      return (given) => given !== undefined && !isEqual(given);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return Number.isNaN(number)
        ? undefined
        : (given) => typeof given === 'number' && compare(given, operator, number);
    default:
      return undefined;
  }
}

function compare(given: number, operator: '<' | '<=' | '>' | '>=', number: number): boolean {
  switch (operator) {
    case '<':
      return given < number;
    case '<=':
      return given <= number;
    case '>':
      return given > number;
    case '>=':
      return given >= number;
  }
}

function equals(value: string, number: number): Test {
  if (Number.isNaN(number)) return like(value);
  // An empty text would be 0.
  return (given) => Number(asScalar(given) || Number.NaN) === number;
}

/** Text in which `*` stands for any. */
function like(value: string): Test {
  const text = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  const parts = text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  return (given) => {
    const scalar = asScalar(given);
    return scalar !== undefined && pattern.test(scalar);
  };
}

function asScalar(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function select(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (parent, name) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, name)
        ? // Whatever has a key of its own is a record of keys.
          (parent as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

// Metric math, the small part of it that dashboards use: + - * /, and SUM, AVG, MIN, MAX, FILL, METRICS.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

import { notBuilt, validationError } from './errors.ts';

/** Values by the milliseconds at which their periods begin. */
export type Series = ReadonlyMap<number, number>;

/** The periods that there are, with data or without. */
export type Grid = { readonly start: number; readonly end: number; readonly span: number };

export type Scope = {
  /** Of another query. */
  readonly seriesOf: (id: string) => Series;
  /** Of the queries that are metrics. */
  readonly metricIds: readonly string[];
  readonly grid: Grid;
};

type Value = number | Series | readonly Series[];
type Scanner = { readonly text: string; readonly tokens: string[] };

/** @throws AwsError `ValidationError` for what is no expression, `NotImplemented` for more than is built */
export function evaluateExpression(text: string, scope: Scope): Series {
  const scanner = { text, tokens: tokensOf(text) };
  const value = sum(scanner, scope);
  if (scanner.tokens.length > 0) throw malformed(scanner);
  if (value instanceof Map) return value;
  throw validationError(`Error in expression '${text}': it must give a single time series`);
}

function tokensOf(text: string): string[] {
  const tokens = text.match(/\d+(\.\d+)?([eE][-+]?\d+)?|\w+|[-+*/(),[\]]|[^\s]/g) ?? [];
  const unknown = tokens.find((token) => /^[^\w\-+*/(),[\]]/.test(token));
  if (unknown !== undefined) throw notBuilt(`'${unknown}' in metric math`);
  return tokens;
}

function sum(scanner: Scanner, scope: Scope): Value {
  let value = product(scanner, scope);
  for (;;) {
    if (take(scanner, '+')) value = combine(value, product(scanner, scope), (a, b) => a + b);
    else if (take(scanner, '-')) value = combine(value, product(scanner, scope), (a, b) => a - b);
    else return value;
  }
}

function product(scanner: Scanner, scope: Scope): Value {
  let value = operand(scanner, scope);
  for (;;) {
    if (take(scanner, '*')) value = combine(value, operand(scanner, scope), (a, b) => a * b);
    else if (take(scanner, '/')) value = combine(value, operand(scanner, scope), (a, b) => a / b);
    else return value;
  }
}

function operand(scanner: Scanner, scope: Scope): Value {
  const token = scanner.tokens.shift();
  if (token === undefined) throw malformed(scanner);
  if (token === '-') return combine(0, operand(scanner, scope), (a, b) => a - b);
  if (/^\d/.test(token)) return Number(token);
  if (token === '(') {
    const value = sum(scanner, scope);
    expect(scanner, ')');
    return value;
  }
  if (token === '[') return list(scanner, scope, ']').flatMap(seriesIn);
  if (!/^[a-z]\w*$/i.test(token)) throw malformed(scanner);
  return take(scanner, '(')
    ? call(token, list(scanner, scope, ')'), scanner, scope)
    : scope.seriesOf(token);
}

function list(scanner: Scanner, scope: Scope, end: string): Value[] {
  const values: Value[] = [];
  if (take(scanner, end)) return values;
  do {
    values.push(sum(scanner, scope));
  } while (take(scanner, ','));
  expect(scanner, end);
  return values;
}

const folds: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((a, b) => a + b, 0),
  AVG: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

function call(name: string, values: readonly Value[], scanner: Scanner, scope: Scope): Value {
  const [first, second] = values;
  if (name === 'METRICS' && values.length === 0) return scope.metricIds.map(scope.seriesOf);
  if (name === 'FILL' && first !== undefined && typeof second === 'number') {
    const filled = seriesIn(first).map((series) => fill(series, second, scope.grid));
    return isList(first) ? filled : (filled[0] ?? second);
  }
  const fold = folds[name];
  if (!fold)
    throw notBuilt(`The function ${name} of metric math, or its use with these parameters`);
  if (first === undefined || second !== undefined) throw malformed(scanner);
  if (typeof first === 'number') return first;
  // Of one series the fold is a number, of several it is a series.
  if (!isList(first)) return fold([...first.values()]);
  const times = new Set(first.flatMap((series) => [...series.keys()]));
  return new Map(
    [...times].map((at) => [at, fold(first.flatMap((series) => series.get(at) ?? []))]),
  );
}

function fill(series: Series, value: number, { start, end, span }: Grid): Series {
  const filled = new Map(series);
  for (let at = start; at < end; at += span) if (!filled.has(at)) filled.set(at, value);
  return filled;
}

/** Where both sides are series, only the times that both have. */
function combine(left: Value, right: Value, operation: (a: number, b: number) => number): Value {
  if (isList(left)) return left.map((each) => seriesOnly(combine(each, right, operation)));
  if (isList(right)) return right.map((each) => seriesOnly(combine(left, each, operation)));
  if (typeof left === 'number' && typeof right === 'number') return operation(left, right);
  const times = typeof left === 'number' ? right : left;
  const at = (value: number | Series, time: number) =>
    typeof value === 'number' ? value : value.get(time);
  const combined = new Map<number, number>();
  if (typeof times === 'number') return combined;
  for (const time of times.keys()) {
    const [a, b] = [at(left, time), at(right, time)];
    const value = a === undefined || b === undefined ? Number.NaN : operation(a, b);
    if (Number.isFinite(value)) combined.set(time, value);
  }
  return combined;
}

function isList(value: Value): value is readonly Series[] {
  return Array.isArray(value);
}

function seriesIn(value: Value): readonly Series[] {
  if (typeof value === 'number') return [];
  return isList(value) ? value : [value];
}

function seriesOnly(value: Value): Series {
  return value instanceof Map ? value : new Map();
}

function take({ tokens }: Scanner, token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

function expect(scanner: Scanner, token: string): void {
  if (!take(scanner, token)) throw malformed(scanner);
}

function malformed({ text }: Scanner): Error {
  return validationError(`Error in expression '${text}': it is no metric math`);
}

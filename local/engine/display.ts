// A run on a terminal: the plan or the steps as they are done, then what the region waits for, the outputs, the
// summary.

import { styleText } from 'node:util';
import type { Change } from './changes.ts';
import type { Operation, RunEvent, Summary } from './events.ts';
import { printPath } from './paths.ts';
import type { Properties } from './provider.ts';
import { nameOf, typeOf } from './urns.ts';
import { masked } from './values.ts';

export type DisplayOptions = {
  readonly write: (text: string) => void;
  readonly isColoured: boolean;
  /** All properties of what is created, too. */
  readonly isDetailed: boolean;
};

type Colour = Parameters<typeof styleText>[0];
type Paint = (colour: Colour, text: string) => string;

const signs: Readonly<Record<Operation, { readonly sign: string; readonly colour: Colour }>> = {
  create: { sign: '+', colour: 'green' },
  update: { sign: '~', colour: 'yellow' },
  replace: { sign: '±', colour: 'magenta' },
  delete: { sign: '-', colour: 'red' },
  'delete-replaced': { sign: '-', colour: 'magenta' },
  same: { sign: ' ', colour: 'dim' },
  read: { sign: '>', colour: 'cyan' },
  refresh: { sign: '~', colour: 'yellow' },
};

/** How wide a value may be; whole ones are in the JSON lines. */
const valueWidth = 100;

export function createDisplay(options: DisplayOptions): (event: RunEvent) => void {
  const { write } = options;
  const paint: Paint = (colour, text) =>
    options.isColoured ? styleText(colour, text, { validateStream: false }) : text;
  const line = (text: string) => write(`${text}\n`);
  const waiting = new Map<string, string[]>();
  let skipped: Extract<RunEvent, { kind: 'skipped' }>[] = [];
  let failures = 0;

  return (event) => {
    switch (event.kind) {
      case 'step':
        return showStep(event, options, paint);
      case 'failed':
        failures += 1;
        return line(paint('red', `✗ ${about(event.urn)}${indented(event.message)}`));
      case 'warning':
        return line(paint('yellow', `! ${about(event.urn)}${indented(event.message)}`));
      case 'said':
        return line(paint('dim', `    ${about(event.urn)}${event.message}`));
      case 'waiting': {
        const key = `${typeOf(event.urn)}: ${event.message}`;
        waiting.set(key, [...(waiting.get(key) ?? []), nameOf(event.urn)]);
        return;
      }
      case 'skipped':
        skipped = [...skipped, event];
        return;
      case 'outputs':
        return showOutputs(event.old, event.new, options, paint);
      case 'summary':
        showWaiting();
        line(`\n${summaryText(event.summary, failures, paint)}`);
        // Another run may follow.
        waiting.clear();
        skipped = [];
        failures = 0;
        return;
    }
  };

  function showWaiting(): void {
    if (waiting.size > 0) line(`\n${paint('bold', 'Waiting for the region')}`);
    for (const [why, names] of waiting) line(`    ${why} (${names.join(', ')})`);
    const because = {
      waiting: 'because they depend on these',
      failure: 'because they depend on what failed',
      interruption: 'because the run was stopped',
    };
    for (const [reason, text] of Object.entries(because)) {
      const names = skipped.filter((each) => each.reason === reason).map(({ urn }) => briefly(urn));
      if (names.length > 0) line(`Skipped, ${text}: ${names.join(', ')}`);
    }
  }
}

function showStep(
  { urn, operation, phase, changes, seconds }: Extract<RunEvent, { kind: 'step' }>,
  { write, isDetailed }: DisplayOptions,
  paint: Paint,
): void {
  if (operation === 'same' || phase === 'begun') return;
  const { sign, colour } = signs[operation];
  const mark = phase === 'done' ? '✓ ' : '  ';
  const took = seconds === undefined ? '' : paint('dim', ` (${seconds.toFixed(1)} s)`);
  write(`${mark}${paint(colour, `${sign} ${nameOf(urn)}`)}  ${typeOf(urn)}${took}\n`);
  if (operation === 'create' && !isDetailed) return;
  for (const change of changes) write(`      ${changeText(change, paint)}\n`);
}

function changeText({ path, old, new: wanted }: Change, paint: Paint): string {
  const where = printPath(path);
  if (old === undefined) return paint('green', `+ ${where}: ${valueText(wanted)}`);
  if (wanted === undefined) return paint('red', `- ${where}: ${valueText(old)}`);
  return `${paint('yellow', `~ ${where}:`)} ${valueText(old)} → ${valueText(wanted)}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(masked(value))
    .replaceAll('"output<string>"', 'output<string>')
    .replaceAll('"[secret]"', '[secret]');
  return text.length > valueWidth ? `${text.slice(0, valueWidth)}…` : text;
}

function showOutputs(
  old: Properties,
  now: Properties,
  { write }: DisplayOptions,
  paint: Paint,
): void {
  if (Object.keys(now).length === 0) return;
  write(`\n${paint('bold', 'Outputs')}\n`);
  for (const [name, value] of Object.entries(now)) {
    const isSame = valueText(value) === valueText(old[name] ?? null);
    const text = changeText({ path: [name], old: old[name], new: value }, paint);
    write(isSame ? `      ${name}: ${valueText(value)}\n` : `    ${text}\n`);
  }
}

/** The old halves of replacements are not counted again. */
const done: Readonly<Partial<Record<Operation, string>>> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  same: 'unchanged',
  read: 'read',
  refresh: 'changed since',
};

function summaryText(summary: Summary, failures: number, paint: Paint): string {
  const { isPreview, outcome, counts, seconds } = summary;
  const parts = Object.entries(done).flatMap(([operation, word]) => {
    // Object.entries forgets that the names are operations.
    const count = counts[operation as Operation];
    if (!count) return [];
    const isPlan = isPreview && !['same', 'read', 'refresh'].includes(operation);
    return [isPlan ? `${count} to ${operation}` : `${count} ${word}`];
  });
  const what = parts.length > 0 ? parts.join(', ') : 'nothing to do';
  const text = `${what} (${seconds.toFixed(1)} s)`;
  if (outcome === 'failed') return paint('red', `✗ ${failures} failed; ${text}`);
  if (outcome === 'partial') return paint('yellow', `✓ As far as the region has it: ${text}`);
  return paint('green', `✓ ${text}`);
}

/** Such as `LoadBalancer rollover`. */
function briefly(urn: string): string {
  return `${typeOf(urn).split(':').at(-1)} ${nameOf(urn)}`;
}

function about(urn: string | undefined): string {
  return urn ? `${nameOf(urn)} (${typeOf(urn)}): ` : '';
}

function indented(message: string): string {
  return message.trim().replaceAll('\n', '\n    ');
}

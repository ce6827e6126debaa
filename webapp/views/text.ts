// The page as lines of text, for curl.

import { factRows, type HomeFacts } from './homeFacts.ts';

export function textView(facts: HomeFacts): string {
  const rows = factRows(facts).map(([label, value]) => `${label.padEnd(10)} ${value}`);
  return `${[...rows, '', ...messageLines(facts)].map(printable).join('\n')}\n`;
}

function messageLines({ messages }: HomeFacts): string[] {
  if ('unavailable' in messages) return ['Messages   unavailable', `  ${messages.unavailable}`];
  if (messages.items.length === 0) return ['Messages   none yet'];
  return [
    'Messages   newest first',
    ...messages.items.map(
      ({ createdAt, text }) => `  ${createdAt}  ${text.replaceAll('\n', '\n  ')}`,
    ),
  ];
}

/** Without what a terminal would act on: the table may hold what others wrote to it. */
function printable(line: string): string {
  return line.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\u{fffd}');
}

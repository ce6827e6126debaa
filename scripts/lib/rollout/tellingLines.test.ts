import { expect, test } from 'vitest';
import { tellingLines } from './tellingLines.ts';

const app = (level: string, msg: string, time: number, message?: string) =>
  JSON.stringify({ level, time, msg, ...(message && { err: { message } }) });
const systemd = (message: string) => JSON.stringify({ unit: 'init.scope', message });

test('The app’s complaints are told, each once, and not the shutdown that came of it', () => {
  const lines = [
    app('info', 'listening', 1),
    app('error', 'request', 2, 'The disk is full'),
    app('error', 'request', 3, 'The disk is full'),
    app('warn', 'slow', 4),
    app('error', 'request', 5, 'The disk is full'),
    app('info', 'stopping', 6),
    systemd('Stopping webapp.service - The web app...'),
  ];
  expect(tellingLines(lines, 10)).toEqual([lines[3], lines[4]]);
});

test('So is what systemd says of what ended, and what is printed as it is', () => {
  const lines = [
    systemd('Started webapp.service - The web app.'),
    'TypeError: x is not a function',
    systemd('webapp.service: Main process exited, code=exited, status=1/FAILURE'),
    systemd('Stopped target network.target.'),
  ];
  expect(tellingLines(lines, 10)).toEqual([lines[1], lines[2]]);
});

test('Of many the newest are told; where nobody complains, the last of all', () => {
  const many = Array.from({ length: 9 }, (_, i) => app('error', `${i}`, i));
  expect(tellingLines(many, 2)).toEqual(many.slice(-2));
  const calm = ['a', 'b', 'c'];
  expect(tellingLines(calm, 2)).toEqual(['b', 'c']);
  expect(tellingLines([], 2)).toEqual([]);
});

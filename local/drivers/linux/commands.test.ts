import { expect, test } from 'vitest';
import { type Command, execute, ipBatch } from './commands.ts';

/** A command that writes what stands in for an error of `ip`, and fails. */
function failing(attempt: string, stderr: string, input: string): Command {
  const script = `process.stderr.write(${JSON.stringify(stderr)}); process.exit(1)`;
  return { attempt, command: process.execPath, args: ['-e', script], input };
}

test('A batch is one run of ip, in a namespace or not', () => {
  expect(ipBatch('Trying', ['link add a', 'link set a up'], 'b')).toEqual({
    attempt: 'Trying',
    command: 'ip',
    args: ['-n', 'b', '-batch', '-'],
    input: 'link add a\nlink set a up\n',
  });
  expect(ipBatch('Trying', []).args).toEqual(['-batch', '-']);
});

test.each([
  ['RTNETLINK answers: File exists\nCommand failed -:2\n', 'link set a up'],
  ['/dev/stdin:1:5-7: Error: syntax error\n', 'link add a'],
])('A failure names the attempt, the line and the cause: %j', async (stderr, line) => {
  const command = failing('Making links', stderr, 'link add a\nlink set a up\n');
  await expect(execute([[command]])).rejects.toThrow(`Making links failed at "${line}": `);
  await expect(execute([[command]])).rejects.toThrow(stderr.trim());
});

test('After a failed stage there is no other', async () => {
  const stages = [[failing('First', '', '')], [failing('Second', '', '')]];
  await expect(execute(stages)).rejects.toThrow('First failed: ');
});

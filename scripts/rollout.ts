// npm run rollout: moves a stack's fleet to its launch template's newest version, and proves it. `pulumi up` runs it
// as its last step, and says in ROLLOVER_ROLLOUT what to move. One JSON line on standard output, progress on standard
// error. Exit codes: 0 live, or nothing to do; 1 failed; 2 rolled back; 3 the rollback failed; 4 another refresh is
// running; 5 undone for want of time, or interrupted.

import { openAccount } from './lib/account.ts';
import { now, stopwatch } from './lib/clock.ts';
import { environment } from './lib/environment.mjs';
import { onInterrupt } from './lib/interruption.ts';
import { awsPace, localPace } from './lib/pace.ts';
import { patience } from './lib/patience.ts';
import { type RolloutReport, rollOver, undoCommand } from './lib/rollout/rollOver.ts';
import { createRolloutClients } from './lib/rollout/rolloutClients.ts';
import { exitCodes } from './lib/rollout/rolloutOutcome.ts';
import {
  guarded,
  overridden,
  overridesVariable,
  parseOverrides,
} from './lib/rollout/rolloutOverrides.ts';
import { parseRolloutRequest, requestVariable } from './lib/rollout/rolloutRequest.ts';
import { realTime } from './lib/time.ts';

async function main(): Promise<void> {
  const seconds = stopwatch();
  outliveReaders();
  const report = await reportOn(run);
  const { outcome, cause } = report;
  process.stdout.write(`${JSON.stringify({ ...report, seconds: Number(seconds().toFixed(1)) })}\n`);
  const exitCode = exitCodes[outcome];
  process.exitCode = exitCode;
  process.stderr.write(`${exitCode === 0 ? '✓' : '✗'} ${outcome}${cause ? `: ${cause}` : ''}\n`);
}

async function run(): Promise<RolloutReport> {
  const overrides = parseOverrides(environment[overridesVariable]);
  const request = overridden(parseRolloutRequest(environment[requestVariable]), overrides);
  const { region, autoScalingGroupName, deadlineSeconds } = request;
  const deadline = new Date(now().getTime() + deadlineSeconds * 1000);
  using stopping = onInterrupt(
    'rolling the fleet back. Once more, and AWS goes on alone',
    () => `What was begun goes on at AWS. To undo it: ${undoCommand(autoScalingGroupName)}`,
  );

  // Where the stack lives, whoever runs this has in its environment.
  const here = { localRegion: undefined, callerAddress: undefined };
  const { access } = await openAccount({ stack: request.stack, region, ...here });
  // To undo a rollout may take as long as to do it.
  const isOver = () => now().getTime() > deadline.getTime() + deadlineSeconds * 1000;
  const clients = createRolloutClients(access, patience(isOver));
  return await rollOver({
    request,
    clients,
    records: guarded({ ssm: clients.ssm, stack: request.stack }, overrides),
    hastyClients: createRolloutClients(access),
    time: realTime,
    pace: access.endpoint === undefined ? awsPace : localPace,
    say: (line) => process.stderr.write(`${line}\n`),
    stopping,
    deadline,
  });
}

/** What is thrown is a report, too: whoever reads standard output gets its one line. */
async function reportOn(work: () => Promise<RolloutReport>): Promise<RolloutReport> {
  try {
    return await work();
  } catch (error) {
    if (process.argv.includes('--verbose')) process.stderr.write(`${(error as Error).stack}\n`);
    return { outcome: 'failed', cause: (error as Error).message };
  }
}

/** Who reads what is said here may be gone, such as a Pulumi that was killed: that must not end a rollback. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

await main();

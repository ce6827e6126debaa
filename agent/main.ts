// The agent of an instance: ships its journal to CloudWatch Logs, from boot to its last words, and reports
// how much memory is in use. The only file that reads the environment and handles signals.
//
// Exit codes: 0 stopped by a signal with everything shipped, or there is nothing to do; 1 otherwise.

import { createLogStream, createMemoryMetric, isRefusal } from './cloudWatch.ts';
import { type Config, readConfig } from './config.ts';
import { openCursor } from './cursor.ts';
import { readInstance } from './instance.ts';
import { usedMemoryPercent } from './memory.ts';
import { type Ending, messageOf, persist } from './patience.ts';
import { reportMemory } from './reporting.ts';
import { shipJournal } from './shipping.ts';

/** After SIGTERM; the unit waits a little longer. */
const endingMilliseconds = 8000;
const reportSeconds = 60;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (!config) return say('LOG_GROUP is not set, so there is nothing to ship to');
  const ending = endingOnSignals();
  try {
    // Whatever is under way by the deadline, a request without an answer included.
    await Promise.race([run(config, ending), rejectedAt(ending.deadline)]);
    // The clients' connections would keep the process for seconds.
    process.exit(0);
  } catch (error) {
    say(messageOf(error));
    process.exit(1);
  }
}

async function run(config: Config, ending: Ending): Promise<void> {
  const { instanceId, region, autoScalingGroupName } = await persist(
    'asking the instance metadata service',
    ending,
    say,
    () => readInstance(config.metadataEndpoint),
  );
  if (autoScalingGroupName === undefined) {
    say('the instance has no tag of an Auto Scaling group, so its memory is not reported');
  } else {
    void reportMemory({
      measure: usedMemoryPercent,
      put: createMemoryMetric(region, autoScalingGroupName),
      everySeconds: reportSeconds,
      stopping: ending.stopping,
      say,
    });
  }
  await shipJournal({
    cursor: openCursor(config.stateDirectory, instanceId),
    put: createLogStream(region, config.logGroup, instanceId, say),
    isRefusal,
    ending,
    say,
  });
}

function endingOnSignals(): Ending {
  const stopping = new AbortController();
  const deadline = new AbortController();
  const stop = () => {
    stopping.abort();
    const left = new Error(`not everything was shipped within ${endingMilliseconds / 1000} s`);
    setTimeout(() => deadline.abort(left), endingMilliseconds);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return { stopping: stopping.signal, deadline: deadline.signal };
}

function rejectedAt(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason));
  });
}

/** To the journal, and so into the log stream as well. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

void main();

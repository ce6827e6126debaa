// What a rollout saw of its new instances and its alarms. Gathered while it runs, since an instance that failed is
// gone minutes later.

import {
  type Activity,
  type InstanceRefresh,
  paginateDescribeScalingActivities,
} from '@aws-sdk/client-auto-scaling';
import { type AlarmState, readAlarms } from './rolloutAlarms.ts';
import { attempt, type RolloutContext, sayingOnce } from './rolloutContext.ts';
import { type LastWords, readLastWords } from './rolloutLastWords.ts';
import { type Failure, isFailingFast, readLaunches } from './rolloutLaunches.ts';
import { readTargets } from './rolloutTargets.ts';

export type Evidence = {
  /** By the id of their activity. */
  readonly failures: ReadonlyMap<string, Failure>;
  /** Of new instances, by id: why the target group held them for unhealthy. */
  readonly unhealthy: ReadonlyMap<string, string>;
  readonly lastWords: ReadonlyMap<string, LastWords>;
  /** That fired meanwhile, by name. */
  readonly alarms: ReadonlyMap<string, AlarmState>;
};

export type Witness = {
  /** Looks around. What cannot be read is said, and left out. */
  look(refresh: InstanceRefresh): Promise<void>;
  /** Why it should be undone at once, if it should. */
  reasonToUndo(): string | undefined;
  readonly evidence: Evidence;
};

/** So many instances are asked what they said: the others will have said the same. */
const maxSpeakers = 3;
const wordsAgeMilliseconds = 15_000;

export function createWitness(rollout: RolloutContext): Witness {
  // What cannot be read now may well not be read at the next look either.
  const context = sayingOnce({ ...rollout, clients: rollout.hastyClients });
  const failures = new Map<string, Failure>();
  const unhealthy = new Map<string, string>();
  const alarms = new Map<string, AlarmState>();
  const lastWords = new Map<string, LastWords>();
  const askedAt = new Map<string, number>();
  let healthy = 0;

  async function lookAtInstances(refresh: InstanceRefresh): Promise<void> {
    const { StartTime: since = context.time.now(), RollbackDetails } = refresh;
    const until = RollbackDetails?.RollbackStartTime;
    const [activities, targets] = await Promise.all([
      readActivities(context, since),
      readTargets(context),
    ]);
    const launches = readLaunches(activities, { since, until });
    for (const failure of launches.failures) failures.set(failure.id, failure);
    healthy = 0;
    for (const id of launches.launchedIds) {
      const target = targets.get(id);
      if (target?.state === 'unhealthy') unhealthy.set(id, target.reason);
      if (target?.state !== 'healthy') continue;
      unhealthy.delete(id);
      healthy += 1;
    }
  }

  async function listen(): Promise<void> {
    const failed = [...failures.values()].flatMap(({ instanceId }) => instanceId ?? []);
    const speakers = [...new Set([...failed, ...unhealthy.keys()])].slice(0, maxSpeakers);
    for (const id of speakers) {
      const now = context.time.now().getTime();
      if (now - (askedAt.get(id) ?? 0) < wordsAgeMilliseconds) continue;
      askedAt.set(id, now);
      const words = await readLastWords(context, id);
      if (words) lastWords.set(id, words);
    }
  }

  async function lookAtAlarms({ Preferences }: InstanceRefresh): Promise<void> {
    const names = Preferences?.AlarmSpecification?.Alarms ?? [];
    for (const alarm of await readAlarms(context, names)) {
      if (alarm.state === 'ALARM') alarms.set(alarm.name, alarm);
    }
  }

  return {
    evidence: { failures, unhealthy, lastWords, alarms },
    async look(refresh) {
      await attempt(context, 'Looking at the new instances', () => lookAtInstances(refresh));
      await attempt(context, 'Reading what they said', listen);
      await attempt(context, 'Looking at the alarms', () => lookAtAlarms(refresh));
    },
    reasonToUndo() {
      if (!isFailingFast(failures.size, healthy)) return undefined;
      const [first] = failures.values();
      const { instanceId = '', cause = '' } = first ?? {};
      const why = unhealthy.get(instanceId) ?? cause;
      return `${failures.size} launches failed, ${healthy} instances became healthy; ${instanceId}: ${why}`;
    },
  };
}

/** Newest first, none that began before `since`. */
async function readActivities(
  { clients, request }: RolloutContext,
  since: Date,
): Promise<readonly Activity[]> {
  const activities: Activity[] = [];
  const input = { AutoScalingGroupName: request.autoScalingGroupName };
  const pages = paginateDescribeScalingActivities({ client: clients.autoScaling }, input);
  for await (const { Activities = [] } of pages) {
    const recent = Activities.filter(({ StartTime }) => StartTime && StartTime >= since);
    activities.push(...recent);
    if (recent.length < Activities.length) break;
  }
  return activities;
}

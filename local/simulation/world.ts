// EC2, a load balancer and alarms in virtual time: what a group's controller has done, and what it sees.

import type { InstanceStateName } from '@aws-sdk/client-ec2';
import type { GroupEffects } from '../controllers/autoScaling/groupActions.ts';
import type { Facts } from '../controllers/autoScaling/view.ts';
import type { TargetState } from '../store/elbv2.ts';
import type { Agenda } from './agenda.ts';

/** How instances of one template version behave. Seconds. */
export type Behaviour = {
  /** From RunInstances to running. */
  readonly bootSeconds: number;
  /** Of so many more at most, drawn for each. */
  readonly jitterSeconds: number;
  /** From registered to healthy. */
  readonly healthySeconds: number;
  readonly drainSeconds: number;
  /** From 0 to 1: so many never get to running. */
  readonly failRate: number;
  /** From 0 to 1: so many never become healthy. */
  readonly badRate: number;
};

type Simulated = {
  state: InstanceStateName;
  target: TargetState | undefined;
  readonly isBad: boolean;
};

export type World = Facts & {
  readonly effects: GroupEffects;
  /** So many are paid for now. */
  readonly billed: number;
  /** So many were launched by the group. */
  readonly launches: number;
  /** Adds one that has run for long, and is healthy. */
  add(): string;
  die(InstanceId: string): void;
  makeUnhealthy(InstanceId: string): void;
  setAlarm(AlarmName: string, isInAlarm: boolean): void;
  /** While it says so, launches fail for want of capacity. */
  setCapacity(isAvailable: boolean): void;
};

export function createWorld(
  agenda: Agenda,
  now: () => number,
  behaviourOf: (version: string) => Behaviour,
  random: () => number,
): World {
  const instances = new Map<string, Simulated>();
  const alarms = new Set<string>();
  let count = 0;
  let billed = 0;
  let launches = 0;
  let isAvailable = true;
  const behaviours = new Map<string, Behaviour>();
  const later = (seconds: number, work: () => void) => agenda.at(now() + seconds * 1000, work);

  function add(state: InstanceStateName, target: TargetState | undefined, isBad: boolean): string {
    const InstanceId = `i-${String(++count).padStart(17, '0')}`;
    instances.set(InstanceId, { state, target, isBad });
    billed += 1;
    return InstanceId;
  }

  let found: { readonly id: string; readonly instance: Simulated | undefined } | undefined;
  /** A plan asks several things of one instance before it goes on to the next. */
  function find(id: string): Simulated | undefined {
    if (found?.id !== id) found = { id, instance: instances.get(id) };
    return found.instance;
  }

  function end(instance: Simulated): void {
    if (instance.state === 'terminated') return;
    instance.state = 'terminated';
    billed -= 1;
  }

  function register(InstanceId: string): void {
    const instance = instances.get(InstanceId);
    if (!instance || instance.target !== undefined) return;
    instance.target = 'initial';
    const { healthySeconds } = behaviours.get(InstanceId) ?? behaviourOf('');
    later(healthySeconds, () => {
      if (instance.target === 'initial') instance.target = instance.isBad ? 'unhealthy' : 'healthy';
    });
  }

  function deregister(InstanceId: string): void {
    const instance = instances.get(InstanceId);
    if (!instance || instance.target === undefined || instance.target === 'draining') return;
    const { drainSeconds } = behaviours.get(InstanceId) ?? behaviourOf('');
    if (drainSeconds === 0) {
      instance.target = undefined;
      return;
    }
    instance.target = 'draining';
    later(drainSeconds, () => {
      instance.target = undefined;
    });
  }

  return {
    ec2State: (id) => find(id)?.state,
    targetState: (_, id) => find(id)?.target,
    isInAlarm: (name) => alarms.has(name),
    get billed() {
      return billed;
    },
    get launches() {
      return launches;
    },
    add: () => add('running', 'healthy', false),
    die(id) {
      const instance = instances.get(id);
      if (instance) end(instance);
    },
    makeUnhealthy(id) {
      const instance = instances.get(id);
      if (instance?.target === 'healthy') instance.target = 'unhealthy';
    },
    setAlarm: (name, isInAlarm) => void (isInAlarm ? alarms.add(name) : alarms.delete(name)),
    setCapacity(is) {
      isAvailable = is;
    },
    effects: {
      launch(_, { Version }) {
        if (!isAvailable) {
          throw new Error(
            'We currently do not have sufficient capacity in the zone you requested.',
          );
        }
        const behaviour = behaviourOf(Version);
        const fails = random() < behaviour.failRate;
        const InstanceId = add('pending', undefined, random() < behaviour.badRate);
        launches += 1;
        behaviours.set(InstanceId, behaviour);
        const instance = instances.get(InstanceId);
        later(behaviour.bootSeconds + Math.round(random() * behaviour.jitterSeconds), () => {
          if (instance?.state !== 'pending') return;
          if (fails) end(instance);
          else instance.state = 'running';
        });
        return { InstanceId, InstanceType: 'simulated' };
      },
      terminate(id) {
        const instance = instances.get(id);
        if (instance) end(instance);
      },
      register: (_, ids) => ids.forEach(register),
      deregister: (_, ids) => ids.forEach(deregister),
    },
  };
}

/** Draws from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

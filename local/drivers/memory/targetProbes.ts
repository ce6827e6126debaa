// Health checks in memory alone: everyone answers 200, or as a test says.

import type { Probe, ProbeResult, TargetProbes } from '../targetProbes.ts';

export type MemoryProbes = TargetProbes & {
  /** What a target's private address answers from now on, at any port. */
  answer(privateAddress: string, result: ProbeResult): void;
  /** What was asked so far, in order. */
  asked(): readonly Probe[];
};

export function createMemoryProbes(): MemoryProbes {
  const answers = new Map<string, ProbeResult>();
  const asked: Probe[] = [];
  return {
    registrationSeconds: 0,
    async probe(probe) {
      asked.push(probe);
      const [privateAddress = ''] = probe.host.split(':');
      return answers.get(privateAddress) ?? { kind: 'answer', status: 200 };
    },
    answer: (privateAddress, result) => void answers.set(privateAddress, result),
    asked: () => asked,
  };
}

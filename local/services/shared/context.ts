// What every handler gets beside its input.

import type { Store } from '../../store/store.ts';
import type { Service } from '../../wire/service.ts';

/** Who calls. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export type Identity = {
  readonly Account: string;
  readonly Arn: string;
  readonly UserId: string;
};

export type Context = {
  readonly requestId: string;
  readonly identity: Identity;
  /** Twelve digits: the account that owns everything that callers make. */
  readonly accountId: string;
  /** Such as `eu-central-1`. */
  readonly regionName: string;
  readonly now: () => Date;
  readonly store: Store;
  /** What an instance's guest wrote to its console, the last 64 KiB. */
  readonly consoleOutput: (InstanceId: string) => Promise<string>;
  /** The addresses that the region may give to interfaces, in CIDR notation; the first is the host's. */
  readonly addressPool: string;
  /** See RegionSettings. */
  readonly timeScale: number;
};

export type RegionService = Service<Context>;

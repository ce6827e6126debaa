// What a region is started with.

import { join } from 'node:path';

export type RegionSettings = {
  /** Names the region's objects on the host: 1 to 6 of a-z and 0-9. */
  readonly id: string;
  /** Absolute path of the folder that holds everything of this region. */
  readonly directory: string;
  /** Absolute path of the folder that regions share: the base image. */
  readonly cacheDirectory: string;
  /** As AWS's regions are called, since clients check it. Default `eu-central-1`. */
  readonly regionName: string;
  /** Twelve digits. Default `000000000000`. */
  readonly accountId: string;
  /** Of the API on 127.0.0.1; 0 for any free one. Default 4566. */
  readonly port: number;
  /**
   * How many times faster than on AWS the periods pass that AWS has fixed: the minute of metrics and alarms,
   * the hour that an instance refresh may stand still. What callers choose (warm-up, drain, health checks) is
   * not touched. 1 to 60; default 12: a minute lasts five seconds.
   */
  readonly timeScale: number;
};

export const defaults = {
  id: 'local',
  regionName: 'eu-central-1',
  accountId: '000000000000',
  port: 4566,
  timeScale: 12,
} as const;

/** Where a started region says how it is reached; readable by its user alone. */
export function endpointFile(directory: string): string {
  return join(directory, 'endpoint.json');
}

/** What stands in that file. */
export type Endpoint = {
  readonly endpoint: string;
  readonly regionName: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of the daemon, which may have ended since. */
  readonly processId: number;
  /** The caller's address, as instances and security groups see whoever connects from this machine. */
  readonly callerAddress: string;
};

/** Where a region's instances, layers and records lie. */
export function storeFile(directory: string): string {
  return join(directory, 'region.sqlite');
}

export function logFile(directory: string): string {
  return join(directory, 'region.log');
}

/** @throws with everything that is wrong, at once */
export function checkSettings(settings: RegionSettings): RegionSettings {
  const { id, regionName, accountId, port, timeScale } = settings;
  const problems = [
    // It is part of the names of links, which have 15 characters.
    !/^[a-z0-9]{1,6}$/.test(id) && `id: expected 1 to 6 of a-z and 0-9, got '${id}'`,
    !/^[a-z]{2}(-[a-z]+)+-\d$/.test(regionName) &&
      `region: expected a name such as ${defaults.regionName}, got '${regionName}'`,
    !/^\d{12}$/.test(accountId) && `account: expected 12 digits, got '${accountId}'`,
    !(Number.isInteger(port) && port >= 0 && port <= 65535) &&
      `port: expected an integer from 0 to 65535, got ${port}`,
    !(timeScale >= 1 && timeScale <= 60) &&
      `time scale: expected a number from 1 to 60, got ${timeScale}`,
  ].filter((problem) => problem !== false);
  if (problems.length === 0) return settings;
  throw new Error(`The settings of the region are wrong:\n  ${problems.join('\n  ')}`);
}

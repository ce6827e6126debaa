// Which release this is. The bake writes the facts into the image (/etc/webapp/release.json), not
// into the artifact: the same artifact may be baked for another commit.

import { readFileSync } from 'node:fs';
import { ConfigError, type Environment } from './config.ts';

export type Release = {
  /** The first 12 hex digits of the image key; `local` where no image was baked. */
  readonly id: string;
  /** The image key, a SHA-256 in hex: the hash of everything that decides what is in the image. */
  readonly key: string | null;
  /** The commit that the AMI was built from; `local` where unknown. */
  readonly commit: string;
  /** The number of the CI build; `local` where no CI built it. */
  readonly build: string;
  /** The AMI that the image was built on, such as `ami-0123456789abcdef0`. */
  readonly baseImageId: string | null;
  /** When the bake ran, ISO 8601. */
  readonly bakedAt: string | null;
};

/** Where the bake writes the release. */
const usualFile = '/etc/webapp/release.json';

/**
 * Reads the release from the file that `RELEASE_FILE` names, else from the usual one: a JSON object
 * with `key`, and optionally `commit`, `build`, `baseImageId` and `bakedAt`. Where none is named and
 * the usual one does not exist, this is a working copy: its id is `local`, commit and build are those
 * of the CI run (`TRAVIS_BUILD_NUMBER`, `GITHUB_RUN_NUMBER` and so on), if there is one.
 *
 * @throws {ConfigError} a file that was named and cannot be read, or one that does not hold a release
 */
export function readRelease(environment: Environment): Release {
  const file = environment.RELEASE_FILE || usualFile;
  let json: string;
  try {
    json = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!environment.RELEASE_FILE && code === 'ENOENT') return describe({}, environment);
    throw new ConfigError([`RELEASE_FILE: expected a file that can be read, got ${message}`]);
  }
  return describe(parseReleaseFile(json, file), environment);
}

type ReleaseFile = Partial<Record<'key' | 'commit' | 'build' | 'baseImageId' | 'bakedAt', string>>;

function parseReleaseFile(json: string, path: string): ReleaseFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new ConfigError([`${path}: expected JSON, got ${(error as Error).message}`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError([`${path}: expected a JSON object, got ${JSON.stringify(value)}`]);
  }
  const problems = Object.entries(value).flatMap(([name, fact]) =>
    typeof fact === 'string'
      ? []
      : [`${path}: ${name}: expected text, got ${JSON.stringify(fact)}`],
  );
  const release = value as ReleaseFile; // the members that matter are text, by the check above
  if (!/^[0-9a-f]{64}$/.test(release.key ?? '')) {
    problems.push(`${path}: key: expected 64 hex digits, got ${JSON.stringify(release.key)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return release;
}

function describe(release: ReleaseFile, environment: Environment): Release {
  const { TRAVIS_COMMIT, GITHUB_SHA, TRAVIS_BUILD_NUMBER, GITHUB_RUN_NUMBER } = environment;
  return {
    id: release.key?.slice(0, 12) ?? 'local',
    key: release.key ?? null,
    // Not `??`: a CI that sets a variable to nothing means that it does not know.
    commit: release.commit || TRAVIS_COMMIT || GITHUB_SHA || 'local',
    build: release.build || TRAVIS_BUILD_NUMBER || GITHUB_RUN_NUMBER || 'local',
    baseImageId: release.baseImageId ?? null,
    bakedAt: release.bakedAt ?? null,
  };
}

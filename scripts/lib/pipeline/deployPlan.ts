// What a deploy will do, and why: what makes the fleet roll, what changes without rolling anything, or nothing.

import type { BakedImage } from '../bake/bakedImages.ts';
import type { PlannedChange } from '../engines/stackEngine.ts';
import { isSameRelease, nameOfRelease, type ReleaseRecord } from '../releaseRecords.ts';

export type DeployPlan = {
  /** `first`: there is no stack yet; `change`: the fleet stays as it is. */
  readonly kind: 'first' | 'roll' | 'change' | 'none';
  /** Why the fleet rolls, in words. */
  readonly reasons: readonly string[];
  /** Whether it rolls for the image alone. */
  readonly isImageAlone: boolean;
  /** What changes besides, in words. */
  readonly others: readonly string[];
};

export type DeployFacts = {
  /** Of a dry run, an image that is still to be baked has no id. */
  readonly image: Pick<BakedImage, 'key'> & { readonly ami: string | undefined };
  readonly wanted: ReleaseRecord | undefined;
  readonly live: ReleaseRecord | undefined;
  /** By the release that is wanted now. */
  readonly changes: readonly PlannedChange[];
};

const templateType = 'aws:ec2/launchTemplate:LaunchTemplate';
const rolloutType = 'command:local:Command';
const isOfImage = (property: string) => property === 'imageId';
/** Of a launch template, what its versions do not have. */
const besideData = /^(tags|tagsAll|description|updateDefaultVersion|defaultVersion|name)\b/;

export function planDeploy({ image, wanted, live, changes }: DeployFacts): DeployPlan {
  if (wanted === undefined) {
    const reasons = [`there is no stack yet: it is made, with ${nameOf(image)}`];
    return { kind: 'first', reasons, isImageAlone: false, others: [] };
  }
  const ofImage = imageReasons(image, wanted, live);
  const ofTemplate = templateReasons(changes);
  const reasons = [...ofImage, ...ofTemplate];
  const others = changes
    .filter(
      ({ type }) => (type !== templateType || ofTemplate.length === 0) && type !== rolloutType,
    )
    .filter(({ type, properties }) => type !== templateType || !properties.every(isOfImage))
    .map(({ operation, type, name }) => `${operation} ${type} ${name}`);
  // It runs with whatever rolls; alone, it says that more than the program's own changes are due.
  if (reasons.length === 0 && changes.some(({ type }) => type === rolloutType)) {
    others.push('the rollout runs again: its settings have changed, or its last run has failed');
  }
  const kind = reasons.length > 0 ? 'roll' : others.length > 0 ? 'change' : 'none';
  return { kind, reasons, isImageAlone: ofTemplate.length === 0, others };
}

function imageReasons(
  image: DeployFacts['image'],
  wanted: ReleaseRecord,
  live: ReleaseRecord | undefined,
): readonly string[] {
  if (image.ami !== wanted.ami) {
    const from = live ?? wanted;
    return [`the image changes: ${nameOf(from)} → ${nameOf(image)}`];
  }
  return isSameRelease(wanted, live) ? [] : [`${nameOf(image)} is wanted, and not live yet`];
}

function templateReasons(changes: readonly PlannedChange[]): readonly string[] {
  const settings = changes
    .filter(({ type }) => type === templateType)
    .flatMap(({ operation, properties }) =>
      operation === 'update' ? properties : [`${operation}d as a whole`],
    )
    .filter((property) => !besideData.test(property) && !isOfImage(property));
  return settings.length > 0 ? [`the launch template changes: ${settings.join(', ')}`] : [];
}

/** Such as `0b06a3a555e1 (ami-…)`. */
function nameOf({ key, ami }: { readonly key?: string; readonly ami: string | undefined }): string {
  if (key === undefined) return ami ?? '';
  return `${nameOfRelease({ key, ami: '' })} (${ami ?? 'still to be baked'})`;
}

/** The plan, as lines. */
export function describePlan({ kind, reasons, others }: DeployPlan): readonly string[] {
  if (kind === 'none') return ['Plan: nothing to do'];
  const rolls = kind === 'change' ? ['no instance is replaced'] : reasons;
  const what = kind === 'roll' ? 'every instance is replaced, since ' : '';
  const shown = others.slice(0, 10);
  const more = others.length - shown.length;
  return [
    `Plan: ${what}${rolls.join(', and ')}`,
    ...shown.map((line) => `  besides: ${line}`),
    ...(more > 0 ? [`  besides: ${more} more`] : []),
  ];
}

// The fake cloud in a file, for those who outlive a process.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createFakeCloud, type FakeCloud, type Thing } from './fakeCloud.ts';

/** @param onMoment called before and after each effect */
export function createFileCloud(
  file: string,
  onMoment: (moment: string) => void = () => {},
): FakeCloud {
  const cloud = createFakeCloud(async (moment) => {
    writeFileSync(file, JSON.stringify([...cloud.things.values()]));
    onMoment(moment);
  });
  // Written above.
  const things: Thing[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  for (const thing of things) cloud.things.set(thing.id, thing);
  return cloud;
}

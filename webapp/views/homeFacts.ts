// What the page shows, in each of its forms.

import type { Identity } from '../context.ts';
import type { Message } from '../messages/store.ts';

export type HomeMessages =
  | { readonly items: readonly Message[] }
  | { readonly unavailable: string };

export type HomeFacts = Identity & { readonly messages: HomeMessages };

/** The label and value of each fact, in the order in which they are shown. */
export function factRows({ release, instance }: HomeFacts): readonly (readonly [string, string])[] {
  const offEc2 = 'none (not on EC2)';
  return [
    ['Release', release.id],
    ['Commit', release.commit],
    ['Build', release.build],
    ['Instance', instance.instanceId],
    ['Host name', instance.hostName],
    ['Zone', instance.availabilityZone ?? offEc2],
    ['AMI', instance.imageId ?? offEc2],
  ];
}

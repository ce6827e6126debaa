// Which images are there still.

import { type EC2Client, paginateDescribeImages } from '@aws-sdk/client-ec2';

/** AWS takes so many values of a filter. */
const maxValues = 200;

/** Those of these that instances can be launched from. One that is gone is no error, it is not among them. */
export async function findExistingImages(
  client: EC2Client,
  ids: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const all = [...new Set(ids)];
  const found = new Set<string>();
  for (let from = 0; from < all.length; from += maxValues) {
    const input = {
      Owners: ['self'],
      Filters: [
        { Name: 'image-id', Values: all.slice(from, from + maxValues) },
        { Name: 'state', Values: ['available'] },
      ],
    };
    for await (const { Images = [] } of paginateDescribeImages({ client }, input)) {
      for (const { ImageId = '' } of Images) found.add(ImageId);
    }
  }
  return found;
}

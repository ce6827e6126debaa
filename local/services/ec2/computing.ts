// EC2's operations on what computes, together.

import { imageAttributeOperations } from './imageAttributes.ts';
import { imageOperations } from './images.ts';
import { instanceAttributeOperations } from './instanceAttributes.ts';
import { instanceStateOperations } from './instanceStates.ts';
import { instanceOperations } from './instances.ts';
import { instanceTypeOperations } from './instanceTypes.ts';
import { keyPairOperations } from './keyPairs.ts';
import { launchTemplateOperations } from './launchTemplates.ts';
import { launchTemplateVersionOperations } from './launchTemplateVersions.ts';
import { runInstancesOperations } from './runInstances.ts';
import type { Ec2Operations } from './service.ts';
import { snapshotOperations } from './snapshots.ts';
import { volumeOperations } from './volumes.ts';

export const computingOperations: readonly Ec2Operations[] = [
  imageOperations,
  imageAttributeOperations,
  instanceOperations,
  instanceAttributeOperations,
  instanceStateOperations,
  instanceTypeOperations,
  keyPairOperations,
  launchTemplateOperations,
  launchTemplateVersionOperations,
  runInstancesOperations,
  snapshotOperations,
  volumeOperations,
];

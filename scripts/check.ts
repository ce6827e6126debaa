// npm run check: types, lint, format and the house rules.

import { checkSources } from './lib/checks.ts';
import { script } from './lib/step.ts';

await script(checkSources);

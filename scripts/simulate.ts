// npm run simulate: predicts an instance refresh, by the local region's own controller in virtual time.

import { simulate } from '../local/simulation/simulate.ts';
import { parseSimulation, simulationUsage } from './lib/region/simulationOptions.ts';
import { simulationText } from './lib/region/simulationText.ts';
import { script } from './lib/step.ts';

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(simulationUsage);
    return;
  }
  const { options, isJson } = parseSimulation(args);
  const report = simulate(options);
  process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : simulationText(report, options));
}

await script(main);

// The options of destroy, as they were typed.

import { type EngineName, engineNames } from '../engines/openEngine.ts';

export type TypedDestroyOptions = {
  readonly stack?: string;
  readonly engine?: string;
  readonly yes: boolean;
};

/**
 * @param canAsk whether somebody is there to be asked
 * @throws with all that is wrong, and the usage
 */
export function checkDestroyOptions(
  { stack = '', engine, yes }: TypedDestroyOptions,
  canAsk: boolean,
  usage: string,
): { readonly stack: string; readonly engine: EngineName | undefined } {
  const engineName = engineNames.find((name) => name === engine);
  const problems = [
    stack === '' && '--stack: expected the name of a stack, as in --stack local, got nothing',
    engine !== undefined && !engineName && `--engine: expected cli or local, got ${engine}`,
    !yes && !canAsk && '--yes: expected, since there is no terminal to ask on',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n\n${usage}`);
  return { stack, engine: engineName };
}

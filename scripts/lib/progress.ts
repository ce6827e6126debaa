// Where a deploy's progress goes: standard error, above the picture of the rollover while one is drawn.

import { environment } from './environment.mjs';

export type Progress = {
  /** One line. */
  readonly say: (line: string) => void;
  /** Text with its line ends. */
  readonly write: (text: string) => void;
  readonly stream: NodeJS.WriteStream;
  readonly isColoured: boolean;
  /** From now on, until what is returned is disposed of, somebody else prints it. */
  readonly redirect: (print: (text: string) => void) => Disposable;
};

export function createProgress(): Progress {
  const stream = process.stderr;
  const direct = (text: string) => void stream.write(text);
  let write: (text: string) => void = direct;
  return {
    say: (line) => write(`${line}\n`),
    write: (text) => write(text),
    stream,
    isColoured: stream.isTTY && !environment.NO_COLOR,
    redirect(print) {
      write = print;
      return {
        [Symbol.dispose]() {
          write = direct;
        },
      };
    },
  };
}

// Lets what is asked of one machine happen one after another, and of several at once.

export type InTurn = <T>(id: string, task: () => Promise<T>) => Promise<T>;

export function oneAtATime(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (id, task) => {
    const before = last.get(id) ?? Promise.resolve();
    const turn = before.then(task, task);
    last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (last.get(id) === turn) last.delete(id);
    }
  };
}

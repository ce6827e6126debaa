// What is to happen when, in virtual time: a heap of moments, and the works of each.

export type Agenda = {
  at(time: number, work: () => void): void;
  /** The next moment at which something happens. */
  next(): number | undefined;
  /** Does all that was to happen until then. */
  runUntil(time: number): void;
};

export function createAgenda(): Agenda {
  const works = new Map<number, (() => void)[]>();
  const heap: number[] = [];

  return {
    at(time, work) {
      const existing = works.get(time);
      if (existing) existing.push(work);
      else {
        works.set(time, [work]);
        push(heap, time);
      }
    },
    next: () => heap[0],
    runUntil(time) {
      for (let first = heap[0]; first !== undefined && first <= time; first = heap[0]) {
        pop(heap);
        const due = works.get(first) ?? [];
        works.delete(first);
        for (const work of due) work();
      }
    },
  };
}

function push(heap: number[], value: number): void {
  let index = heap.push(value) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[index] = heap[parent] ?? 0;
    index = parent;
  }
  heap[index] = value;
}

function pop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && (heap[right] ?? 0) < (heap[left] ?? 0) ? right : left;
    if ((heap[child] ?? 0) >= last) break;
    heap[index] = heap[child] ?? 0;
    index = child;
  }
  heap[index] = last;
}

/**
 * Results in the order of the items, with at most `limit` at work or waiting to be taken.
 * @throws what the first failed one threw, when its turn comes; those still at work are the caller's to end
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  start: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    const result = start(item);
    // It is awaited, and its error thrown, in its turn. Until then Node must not take the error for an unhandled one.
    result.catch(() => undefined);
    running.push(result);
    if (running.length === limit) yield await take(running);
  }
  while (running.length > 0) yield await take(running);
}

function take<Result>(running: Promise<Result>[]): Promise<Result> {
  const [first] = running.splice(0, 1);
  return first ?? Promise.reject(new Error('nothing is running'));
}

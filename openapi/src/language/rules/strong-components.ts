/** The points of a graph in groups whose points all lead to each other; a group comes after all that it leads to. */
export function strongComponents(
  count: number,
  next: (point: number) => readonly number[],
): readonly (readonly number[])[] {
  const order: (number | undefined)[] = Array.from({ length: count });
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen: boolean[] = [];
  const components: number[][] = [];
  let visited = 0;
  const enter = (point: number) => {
    order[point] = lowest[point] = visited++;
    open.push(point);
    isOpen[point] = true;
    return { point, rest: [...next(point)].reverse() };
  };
  const lower = (point: number, to: number | undefined) => {
    lowest[point] = Math.min(lowest[point] ?? 0, to ?? 0);
  };
  for (let start = 0; start < count; start++) {
    if (order[start] !== undefined) continue;
    // With a stack of its own: a chain of ten thousand would be too deep for calls.
    const path = [enter(start)];
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const { point, rest } = here;
      const to = rest.pop();
      if (to !== undefined) {
        if (order[to] === undefined) path.push(enter(to));
        else if (isOpen[to]) lower(point, order[to]);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before) lower(before.point, lowest[point]);
      if (lowest[point] !== order[point]) continue;
      const component = open.splice(open.lastIndexOf(point));
      for (const each of component) isOpen[each] = false;
      components.push(component.sort((a, b) => a - b));
    }
  }
  return components;
}

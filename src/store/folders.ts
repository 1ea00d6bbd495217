/** The folders around one, nearest first: of `a/b/c`, `a/b` and `a`. Paths are as `parseWorkspacePath` gives them. */
export function foldersAround(path: string): string[] {
  const around: string[] = [];
  for (let end = path.lastIndexOf('/'); end !== -1; end = path.lastIndexOf('/', end - 1)) {
    around.push(path.slice(0, end));
  }
  return around;
}

/** Whether two jobs that work there would work in each other's files. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

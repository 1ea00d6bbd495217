/** Um número com o seu substantivo. */
export function many(count: number, one: string, other: string): string {
  return `${count.toLocaleString('pt-BR')} ${count === 1 ? one : other}`;
}

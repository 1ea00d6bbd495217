import { DocumentCache } from './document-cache.ts';

/** The media types of a result that is no stream, the preferred one first where either will do. */
const TYPES = ['application/json', 'application/graphql-response+json'] as const;

export type ResultType = (typeof TYPES)[number];

const remembered = new DocumentCache<ResultType | null>();

/** The type in which a client accepts a result, by its first choice that is one of them; null: in neither. As Yoga reads it. */
export function resultTypeFor(accept = '*/*'): ResultType | null {
  let type = remembered.get(accept);
  if (type === undefined) {
    type = readAccept(accept);
    remembered.set(accept, type);
  }
  return type;
}

function readAccept(accept: string): ResultType | null {
  const entries = (accept === '' ? '*/*' : accept).replace(/\s/g, '').toLowerCase().split(',');
  for (const entry of entries) {
    const [asked = '', ...parameters] = entry.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const [main, sub] = asked.split('/');
    const type = TYPES.find((one) => {
      const [oneMain, oneSub] = one.split('/');
      return (main === '*' || main === oneMain) && (sub === '*' || sub === oneSub);
    });
    if (type !== undefined) return type;
  }
  return null;
}

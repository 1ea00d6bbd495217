import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { DocumentCache } from './document-cache.ts';

/** Documents by their text that were found to be valid, and within the limits that can be seen on them. */
export type KnownDocuments = DocumentCache<DocumentNode>;

/** Notes what Yoga finds to be valid. */
export function useKnownDocuments(known: KnownDocuments): Plugin<{ params?: { query?: string } }> {
  return {
    onValidate({ params: { documentAST }, context }) {
      return ({ valid }) => {
        const { query } = context.params ?? {};
        if (valid && typeof query === 'string') known.set(query, documentAST);
      };
    },
  };
}

export function knownDocuments(): KnownDocuments {
  return new DocumentCache<DocumentNode>();
}

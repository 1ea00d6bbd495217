import { type ASTVisitor, GraphQLError, parse, type ValidationContext, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphQLConfig } from '../../config.ts';
import { refuseOperation } from './errors.ts';

/** Limits that can be seen on a document alone: tokens while it is parsed, aliases and directives while it is validated. */
export function useDocumentLimits({ maxTokens, maxAliases, maxDirectives }: GraphQLConfig): Plugin {
  const aliases = atMost(maxAliases, 'aliases', (count) => ({
    Field: ({ alias }) => (alias === undefined ? undefined : count()),
  }));
  const directives = atMost(maxDirectives, 'directives', (count) => ({ Directive: () => count() }));
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseWithin(maxTokens, source, options));
    },
    onValidate({ addValidationRule }) {
      addValidationRule(aliases);
      addValidationRule(directives);
    },
  };
}

function parseWithin(maxTokens: number, ...[source, options]: Parameters<typeof parse>) {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/contains more tha[nt] \d+ tokens/.test(error.message)) throw tooMany(maxTokens, 'tokens');
    const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } };
    Object.assign(error.extensions, extensions);
    throw error;
  }
}

function atMost(max: number, what: string, visit: (count: () => void) => ASTVisitor): ValidationRule {
  return (context: ValidationContext) => {
    let found = 0;
    return visit(() => {
      found += 1;
      if (found === max + 1) context.reportError(tooMany(max, what));
    });
  };
}

function tooMany(max: number, what: string): GraphQLError {
  return refuseOperation(
    'LIMIT_EXCEEDED',
    `The document has more than ${max} ${what}. Split it; "limits" tells what is possible.`,
  );
}

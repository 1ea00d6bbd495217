import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Tells nothing of the schema: neither to introspection nor by names that errors suggest. */
export function useClosedSchema(): Plugin {
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules, _options, typeInfo) =>
        validate(schema, document, rules, { hideSuggestions: true }, typeInfo),
      );
    },
  };
}

import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { depthExceeds, MAX_JSON_DEPTH } from '../src/json-depth.ts';
import { builder } from './builder.ts';

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType({
    ...GraphQLDateTime.toConfig(),
    description:
      'A point in time (RFC 3339), for example `2026-11-23T09:30:00.000Z`. Answers are always in UTC.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    // The records hold such texts, always in UTC; they are passed on as they are.
    serialize: (value) => value,
  }),
);

builder.addScalarType(
  'SafeInt',
  new GraphQLScalarType({
    ...GraphQLSafeInt.toConfig(),
    description:
      'A whole number of up to 53 bits, exact in every JSON parser. For bytes and tokens, which outgrow the 32 bits of `Int`.',
  }),
);

const json = GraphQLJSON.toConfig();

builder.addScalarType(
  'JSON',
  new GraphQLScalarType({
    ...json,
    description: `Any JSON value, for what only a tool knows the shape of. At most ${MAX_JSON_DEPTH} levels deep as an input.`,
    parseValue: (value) => shallow(json.parseValue(value)),
    parseLiteral: (node, variables) => shallow(json.parseLiteral(node, variables)),
  }),
);

function shallow<Value>(value: Value): Value {
  if (depthExceeds(value, MAX_JSON_DEPTH)) {
    throw new GraphQLError(`The JSON value is nested more than ${MAX_JSON_DEPTH} levels deep.`);
  }
  return value;
}

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PAGE } from '../../resolvers/inputs.ts';
import { schema } from '../../schema/index.ts';

/** How the schema is written, as `GRAPHQL.md` of the design decided it. What breaks a rule is named by its coordinate. */

const TYPES = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);
const OBJECTS = TYPES.filter((type) => isObjectType(type));
const OUTPUTS = TYPES.filter((type) => isObjectType(type) || isInterfaceType(type));
const INPUTS = TYPES.filter((type) => isInputObjectType(type));
const ENUMS = TYPES.filter((type) => isEnumType(type));

interface Place {
  /** Schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
  at: string;
  name: string;
  description: string | null | undefined;
}

type Field = GraphQLField<unknown, unknown>;

const FIELDS = OUTPUTS.flatMap((type) =>
  Object.values(type.getFields()).map((field: Field) => ({ type, field, at: `${type.name}.${field.name}` })),
);
const ARGUMENTS = FIELDS.flatMap(({ at, field }) =>
  field.args.map((argument) => ({ field, argument, at: `${at}(${argument.name}:)` })),
);
const INPUT_FIELDS = INPUTS.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ type, field, at: `${type.name}.${field.name}` })),
);
const VALUES = ENUMS.flatMap((type) =>
  type.getValues().map((value) => ({ value, at: `${type.name}.${value.name}` })),
);

const PLACES: Place[] = [
  ...TYPES.map((type) => ({ at: type.name, name: type.name, description: type.description })),
  ...FIELDS.map(({ at, field }) => ({ at, name: field.name, description: field.description })),
  ...ARGUMENTS.map(({ at, argument }) => ({ at, name: argument.name, description: argument.description })),
  ...INPUT_FIELDS.map(({ at, field }) => ({ at, name: field.name, description: field.description })),
  ...VALUES.map(({ at, value }) => ({ at, name: value.name, description: value.description })),
];

function fieldsOf(type: GraphQLObjectType | null | undefined): Field[] {
  return type == null ? [] : Object.values(type.getFields());
}

/** Coordinates of those that do not keep the rule. */
function breaking<T extends { at: string }>(all: readonly T[], keeps: (one: T) => boolean): string[] {
  return all.filter((one) => !keeps(one)).map(({ at }) => at);
}

const isNode = (type: GraphQLNamedType) =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');

describe('descriptions', () => {
  it('stand on every type, field, argument, input field and enum value', () => {
    expect(PLACES.length).toBeGreaterThan(250);
    expect(breaking(PLACES, ({ description }) => (description ?? '').length >= 8)).toEqual([]);
  });

  it('are sentences', () => {
    expect(breaking(PLACES, ({ description }) => /^[A-Z`].*[.`]$/s.test(description ?? ''))).toEqual([]);
  });

  it('say more than the name', () => {
    const words = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
    expect(breaking(PLACES, ({ name, description }) => words(description ?? '') !== words(name))).toEqual([]);
  });
});

describe('names', () => {
  it('are PascalCase for types, camelCase for fields and arguments, UPPER_CASE for enum values', () => {
    const types = TYPES.map((type) => ({ at: type.name }));
    expect(breaking(types, ({ at }) => /^([A-Z][a-z]+|JSON)([A-Z][a-z]+)*$/.test(at))).toEqual([]);
    const named = [...FIELDS, ...INPUT_FIELDS].map(({ at, field }) => ({ at, name: field.name }));
    const given = ARGUMENTS.map(({ at, argument }) => ({ at, name: argument.name }));
    expect(breaking([...named, ...given], ({ name }) => /^([a-z]+|p\d\d)([A-Z][a-z]+)*$/.test(name))).toEqual(
      [],
    );
    expect(breaking(VALUES, ({ value }) => /^[A-Z]+(_[A-Z]+)*$/.test(value.name))).toEqual([]);
  });

  it('have no get, list or fetch before what is asked for', () => {
    expect(breaking(FIELDS, ({ field }) => !/^(get|list|fetch|query)[A-Z]/.test(field.name))).toEqual([]);
  });

  it('do not repeat their type', () => {
    const kept = new Set(['Job.jobId']);
    const repeats = ({ at, type, field }: (typeof FIELDS)[number]) =>
      new RegExp(`^${type.name}([A-Z]|$)`, 'i').test(field.name) && !kept.has(at);
    expect(breaking(FIELDS, (one) => !repeats(one))).toEqual([]);
  });

  it('of points in time end in At or After, and those are DateTime', () => {
    const timed = [...FIELDS, ...INPUT_FIELDS].map(({ at, field }) => ({
      at,
      byName: /(At|.After)$/.test(field.name) && field.name !== 'retryAfter',
      byType: getNamedType(field.type).name === 'DateTime',
    }));
    expect(breaking(timed, ({ byName, byType }) => byName === byType)).toEqual([]);
  });

  it('of inputs end in Input or Filter, and nothing else does', () => {
    const types = TYPES.map((type) => ({ at: type.name, input: isInputObjectType(type) }));
    expect(breaking(types, ({ at, input }) => /(Input|Filter)$/.test(at) === input)).toEqual([]);
  });
});

describe('values', () => {
  it('are ids wherever a field names an object', () => {
    const named = [...FIELDS, ...INPUT_FIELDS].map(({ at, field }) => ({
      at,
      name: field.name,
      type: field.type,
    }));
    const given = ARGUMENTS.map(({ at, argument }) => ({ at, name: argument.name, type: argument.type }));
    const isIdName = (name: string) => /^ids?$|Id$|^(resumed|forked)(From|By)$/.test(name);
    expect(
      breaking(
        [...named, ...given],
        ({ name, type }) => (getNamedType(type).name === 'ID') === isIdName(name),
      ),
    ).toEqual([]);
  });

  it('count bytes and tokens beyond 32 bits; floating are only times, rates and money', () => {
    const all = [...FIELDS, ...INPUT_FIELDS].map(({ at, field }) => ({
      at,
      type: getNamedType(field.type).name,
    }));
    const mayFloat = ({ at }: { at: string }) => /Seconds$|\.seconds$|\.rate$|^Money\.amount$/.test(at);
    expect(breaking(all, (one) => (one.type === 'Float') === mayFloat(one))).toEqual([]);
    const big = all.filter(({ at }) => /Bytes$|^TokenUsage\.(?!calls)|tokensSaved$/.test(at));
    expect(big.length).toBeGreaterThan(6);
    expect(breaking(big, ({ type }) => type === 'SafeInt')).toEqual([]);
  });

  it('are JSON only where a tool alone knows the shape', () => {
    const json = [...FIELDS, ...INPUT_FIELDS].filter(({ field }) => getNamedType(field.type).name === 'JSON');
    expect(json.map(({ at }) => at).toSorted()).toEqual([
      'ArgumentsExcerpt.arguments',
      'DecideToolCallInput.arguments',
      'ToolCall.arguments',
    ]);
  });
});

describe('nullability', () => {
  it('is non-null in lists, inside and out; only what nodes(ids:) does not find is null', () => {
    const isStrict = (type: GraphQLOutputType) => {
      const list = getNullableType(type);
      return !isListType(list) || (isNonNullType(type) && isNonNullType(list.ofType));
    };
    expect(breaking(FIELDS, ({ field }) => isStrict(field.type))).toEqual(['Query.nodes']);
    expect(String(schema.getQueryType()?.getFields().nodes?.type)).toBe('[Node]!');
  });

  it('lets every look-up find nothing', () => {
    const lookUps = fieldsOf(schema.getQueryType())
      .filter(({ args }) => args.some(({ name }) => /^(id|jobId)$/.test(name)))
      .filter(({ type }) => isNode(getNamedType(type)) || getNamedType(type).name === 'Node');
    expect(lookUps.map(({ name }) => name).toSorted()).toEqual(['checkpoint', 'job', 'node']);
    expect(lookUps.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
  });

  it('is non-null for connections, and for the answers of mutations', () => {
    const strict = FIELDS.filter(({ type, field }) =>
      type.name === 'Mutation' ? true : getNamedType(field.type).name.endsWith('Connection'),
    );
    expect(breaking(strict, ({ field }) => isNonNullType(field.type))).toEqual([]);
  });
});

describe('nodes', () => {
  it('are what has a global id', () => {
    const withId = OBJECTS.filter(isNode).map(({ name }) => name);
    expect(withId.toSorted()).toEqual(['Checkpoint', 'Job']);
    for (const name of withId) {
      const type = schema.getType(name) as GraphQLObjectType;
      expect(String(type.getFields().id?.type)).toBe('ID!');
    }
  });
});

describe('connections', () => {
  const connections = OBJECTS.filter(({ name }) => name.endsWith('Connection'));
  const pages = FIELDS.filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'));
  const argument = (field: Field, name: string): GraphQLArgument | undefined =>
    field.args.find((one) => one.name === name);

  it.each(connections.map((type) => [type.name, type] as const))(
    '%s has edges, nodes and pageInfo',
    (name, type) => {
      const base = name.replace(/Connection$/, '');
      const types = Object.fromEntries(fieldsOf(type).map((field) => [field.name, String(field.type)]));
      expect(types).toEqual({ edges: `[${base}Edge!]!`, nodes: `[${base}!]!`, pageInfo: 'PageInfo!' });
      const edge = schema.getType(`${base}Edge`) as GraphQLObjectType;
      const inEdge = Object.fromEntries(fieldsOf(edge).map((field) => [field.name, String(field.type)]));
      expect(inEdge).toEqual({ cursor: 'String!', node: `${base}!` });
    },
  );

  it('are read forward, with a page size of their own choosing', () => {
    expect(pages.length).toBeGreaterThan(4);
    const keeps = ({ field }: (typeof pages)[number]) =>
      String(argument(field, 'first')?.type) === 'Int' && String(argument(field, 'after')?.type) === 'String';
    expect(breaking(pages, keeps)).toEqual([]);
  });

  it('take last and before together or not at all, and have a default size where there is one direction', () => {
    const keeps = ({ field }: (typeof pages)[number]) => {
      const [last, before] = [argument(field, 'last'), argument(field, 'before')];
      if (last === undefined)
        return before === undefined && argument(field, 'first')?.defaultValue === DEFAULT_PAGE;
      return before !== undefined && argument(field, 'first')?.defaultValue === undefined;
    };
    expect(breaking(pages, keeps)).toEqual([]);
  });

  it('filter with one argument', () => {
    const roots = pages.filter(({ type }) => type.name === 'Query');
    expect(roots.map(({ at, field }) => `${at}: ${argument(field, 'filter')?.type}`).toSorted()).toEqual([
      'Query.checkpoints: CheckpointFilter',
      'Query.jobs: JobFilter',
    ]);
    const optional = INPUT_FIELDS.filter(({ type }) => type.name.endsWith('Filter'));
    expect(breaking(optional, ({ field }) => !isNonNullType(field.type))).toEqual([]);
  });
});

describe('mutations', () => {
  const mutations = fieldsOf(schema.getMutationType());

  it('begin with a verb', () => {
    const verbs = /^(submit|resume|delete|fork|cancel|pause|continue|decide)[A-Z]/;
    expect(mutations.filter(({ name }) => !verbs.test(name)).map(({ name }) => name)).toEqual([]);
  });

  it.each(mutations.map((field) => [field.name, field] as const))(
    '%s takes one input and answers with its own union',
    (name, field) => {
      const base = name.charAt(0).toUpperCase() + name.slice(1);
      expect(field.args.map((argument) => `${argument.name}: ${argument.type}`)).toEqual([
        `input: ${base}Input!`,
      ]);
      expect(String(field.type)).toBe(`${base}Result!`);

      const result = getNamedType(field.type);
      const members = isUnionType(result) ? result.getTypes() : [];
      const errors = members.filter((member) => member.getInterfaces().some((one) => one.name === 'Error'));
      expect(errors.length).toBeGreaterThan(0);
      expect(members.filter((member) => !errors.includes(member)).map(String)).toEqual([`${base}Payload`]);
      expect(errors.map(String)).toContain('InvalidInputError');

      const payload = schema.getType(`${base}Payload`) as GraphQLObjectType;
      expect(String(payload.getFields().jobId?.type)).toBe('ID!');
      expect(getNamedType(payload.getFields().job?.type)?.name).toBe('Job');
    },
  );

  it('have an input and a payload of their own', () => {
    const uses = (name: string) =>
      ARGUMENTS.filter(({ argument }) => getNamedType(argument.type).name === name);
    const inputs = mutations.flatMap(({ args }) => args.map(({ type }) => getNamedType(type).name));
    expect(inputs.filter((name) => uses(name).length !== 1)).toEqual([]);
  });

  it('answer with every error that there is a type for', () => {
    const errors = OBJECTS.filter((type) => type.getInterfaces().some(({ name }) => name === 'Error'));
    const answered = mutations.flatMap(({ type }) => {
      const union = getNamedType(type);
      return isUnionType(union) ? union.getTypes() : [];
    });
    expect(errors.filter((type) => !answered.includes(type)).map(String)).toEqual([]);
  });
});

describe('what is deprecated', () => {
  it('names what to use instead and until when it stays', () => {
    const all: (Place & { deprecationReason?: string | null | undefined })[] = [
      ...FIELDS.map(({ at, field }) => ({ ...field, at })),
      ...ARGUMENTS.map(({ at, argument }) => ({ ...argument, at })),
      ...INPUT_FIELDS.map(({ at, field }: { at: string; field: GraphQLInputField }) => ({ ...field, at })),
      ...VALUES.map(({ at, value }) => ({ ...value, at })),
    ];
    const keeps = ({ deprecationReason: reason }: (typeof all)[number]) =>
      reason == null || /^Use .+\. Removed after \d{4}-\d{2}-\d{2}\.$/.test(reason);
    expect(breaking(all, keeps)).toEqual([]);
  });
});

describe('leaves', () => {
  it('never carry arguments, so that what they cost can be told without them', () => {
    const leaves = FIELDS.filter(({ field }) => isLeafType(getNamedType(field.type)));
    expect(breaking(leaves, ({ field }) => field.args.length === 0)).toEqual([]);
  });
});

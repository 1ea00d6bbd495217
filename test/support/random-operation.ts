import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.ts';

export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

export interface OperationChoice {
  schema: GraphQLSchema;
  random: Random;
  /** Fields of `Query` to begin with. */
  roots: readonly string[];
  /** Values for arguments by their names; some may be wrong. Of others, something of the type is made. */
  values: Record<string, readonly unknown[]>;
}

/** A query that the schema allows for, mostly: with aliases, fragments, directives and variables now and then. */
export function randomOperation(choice: OperationChoice): RandomOperation {
  return new Maker(choice).operation();
}

class Maker {
  readonly #choice: OperationChoice;
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  readonly #variables: Record<string, unknown> = {};

  constructor(choice: OperationChoice) {
    this.#choice = choice;
  }

  operation(): RandomOperation {
    const { schema, random, roots } = this.#choice;
    const fields = (schema.getQueryType() as GraphQLObjectType).getFields();
    const selected = Array.from({ length: 1 + random.int(2) }, (_, index) => {
      const name = random.pick(roots);
      return `r${index}: ${this.#field(fields[name] as GraphQLField<unknown, unknown>, 3)}`;
    });
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    return {
      query: [`query Q${definitions} { ${selected.join(' ')} }`, ...this.#fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.flatMap((arg) => this.#argument(arg));
    const type = getNamedType(field.type);
    const selection = isCompositeType(type) ? ` { ${this.#selection(type, depth - 1)} }` : '';
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.#directive()}${selection}`;
  }

  #selection(type: GraphQLNamedOutputType, depth: number): string {
    const { schema, random } = this.#choice;
    const parts = random.chance(0.2) ? ['__typename'] : [];
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
      );
      for (let count = 1 + random.int(4); count > 0 && fields.length > 0; count--) {
        const field = random.pick(fields);
        const alias = random.chance(0.15) ? `a${random.int(3)}_${field.name}: ` : '';
        // Arguments under the same key have to be the same: a field with arguments has a key of its own.
        const key = field.args.length > 0 ? `k${random.int(1_000_000)}: ` : alias;
        parts.push(key + this.#field(field, depth));
      }
    }
    if (isAbstractType(type)) {
      const possible = random.pick(schema.getPossibleTypes(type));
      parts.push(`... on ${possible.name} { ${this.#selection(possible, depth - 1)} }`);
    }
    if (isObjectType(type) && depth > 0 && random.chance(0.15)) parts.push(this.#fragment(type, depth));
    return parts.length > 0 ? parts.join(' ') : '__typename';
  }

  #fragment(type: GraphQLObjectType, depth: number): string {
    if (this.#choice.random.chance(0.5)) return `... { ${this.#selection(type, depth - 1)} }`;
    const selection = this.#selection(type, depth - 1);
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} { ${selection} }`);
    return `...${name}`;
  }

  #directive(): string {
    const { random } = this.#choice;
    if (!random.chance(0.04)) return '';
    const name = random.pick(['include', 'skip']);
    return ` @${name}(if: ${random.chance(0.5) ? random.chance(0.5) : this.#variable('Boolean!', random.chance(0.5))})`;
  }

  #argument(arg: GraphQLArgument): string[] {
    const { random } = this.#choice;
    if (!isNonNullType(arg.type) && random.chance(0.5)) return [];
    const value = this.#value(arg.name, arg.type);
    const isByVariable = random.chance(0.5);
    return [
      `${arg.name}: ${isByVariable ? this.#variable(String(arg.type), value) : literal(value, arg.type)}`,
    ];
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#definitions.length}`;
    this.#definitions.push(`$${name}: ${type}`);
    if (!this.#choice.random.chance(0.03)) this.#variables[name] = value;
    return `$${name}`;
  }

  #value(name: string, type: GraphQLInputType): unknown {
    const { random, values } = this.#choice;
    const bare = isNonNullType(type) ? type.ofType : type;
    if (isListType(bare)) return Array.from({ length: random.int(3) }, () => this.#value(name, bare.ofType));
    if (values[name] !== undefined) return random.pick(values[name]);
    if (isEnumType(bare)) return random.pick(bare.getValues()).name;
    if (isInputObjectType(bare)) {
      const fields = Object.values(bare.getFields()).filter(
        (field) => isNonNullType(field.type) || random.chance(0.3),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.name, field.type)]));
    }
    return random.int(5) + 1;
  }
}

function literal(value: unknown, type: GraphQLInputType): string {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare) && Array.isArray(value))
    return `[${value.map((item) => literal(item, bare.ofType)).join(', ')}]`;
  if (isEnumType(bare)) return String(value);
  if (isInputObjectType(bare) && typeof value === 'object' && value !== null) {
    const fields = bare.getFields();
    const entries = Object.entries(value).map(([name, one]) => {
      const field = fields[name];
      return `${name}: ${field === undefined ? JSON.stringify(one) : literal(one, field.type)}`;
    });
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}

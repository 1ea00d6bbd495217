import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { processRegularResult } from 'graphql-yoga';
import { schema } from '../../../schema/index.ts';
import type { GraphQLConfig } from '../../config.ts';
import type { RequestContext } from '../deps.ts';
import type { BodyHeaders } from '../json-body.ts';
import { refusalsOf } from './cost-limit.ts';
import { answered, errorOf } from './errors.ts';
import { planned } from './execution/execute.ts';
import type { KnownDocuments } from './known-documents.ts';
import { resultTypeFor } from './media-type.ts';
import { paramsInBody } from './operation-params.ts';
import type { GraphQLServer } from './yoga.ts';

export interface FastPathOptions {
  yoga: GraphQLServer;
  known: KnownDocuments;
  limits: GraphQLConfig;
}

interface OperationHeaders extends BodyHeaders {
  accept?: string | undefined;
}

interface Params {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

interface Operation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  params: Params;
}

/** An answer that is ready to be sent. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/**
 * Answers the ordinary request, and only that: `POST` with a query or mutation whose document is known to be valid.
 * - A query that goes by plan needs none of the plugins: its cost is checked here by the same rule, and an answer without
 *   errors has nothing to mask.
 * - Every other is executed with all of them, as ever.
 * - To whatever is no such request it answers null, and Yoga does all; it does all refusals, too.
 */
export class FastPath {
  readonly #options: FastPathOptions;

  constructor(options: FastPathOptions) {
    this.#options = options;
  }

  /** @param headers of the request */
  async answer(body: Buffer, headers: OperationHeaders, context: RequestContext): Promise<Answer | null> {
    const type = resultTypeFor(headers.accept);
    const operation = type === null ? null : this.#operationIn(body, headers);
    if (type === null || operation === null) return null;
    const result = (await this.#byPlan(operation, context)) ?? (await this.#execute(operation, context));
    if (result.errors !== undefined) {
      return answerOf(
        processRegularResult(answered(result, context) as never, this.#options.yoga.fetchAPI, type),
      );
    }
    return {
      status: 200,
      headers: { 'content-type': `${type}; charset=utf-8` },
      text: JSON.stringify(result),
    };
  }

  #operationIn(body: Buffer, headers: OperationHeaders): Operation | null {
    const params = paramsIn(body, headers);
    const document = params === null ? undefined : this.#options.known.get(params.query);
    if (params === null || document === undefined) return null;
    const operation = getOperationAST(document, params.operationName);
    if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
    return { document, operation, params };
  }

  #byPlan({ document, operation, params }: Operation, contextValue: RequestContext) {
    const { variables: variableValues, operationName } = params;
    const cost = { schema, document, operationName, variables: variableValues };
    if (refusalsOf(cost, this.#options.limits).length > 0) return null;
    return planned({ schema, document, contextValue, variableValues }, operation);
  }

  async #execute({ document, params }: Operation, context: RequestContext): Promise<ExecutionResult> {
    try {
      const { execute, contextFactory } = this.#options.yoga.getEnveloped(Object.assign(context, { params }));
      return (await execute({
        schema,
        document,
        contextValue: await contextFactory(),
        variableValues: params.variables,
        operationName: params.operationName,
      })) as ExecutionResult;
    } catch (error) {
      return { errors: [errorOf(error)] };
    }
  }
}

/** What concerns the connection is ours to say. */
const OF_CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** A response of Yoga's as an answer. */
export async function answerOf(response: Response): Promise<Answer> {
  const headers = [...response.headers].filter(([name]) => !OF_CONNECTION.has(name.toLowerCase()));
  return { status: response.status, headers: Object.fromEntries(headers), text: await response.text() };
}

const NAMES = new Set(['query', 'operationName', 'variables', 'extensions']);

/** The parameters of an operation, when they are just what they should be. */
function paramsIn(body: Buffer, headers: BodyHeaders): Params | null {
  let parsed: unknown;
  try {
    parsed = paramsInBody(body, headers);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  for (const name in parsed) if (!NAMES.has(name)) return null;
  const { query, operationName, variables, extensions } = parsed;
  const isOrdinary =
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isObject(variables)) &&
    (extensions == null || isObject(extensions));
  return isOrdinary ? (parsed as unknown as Params) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

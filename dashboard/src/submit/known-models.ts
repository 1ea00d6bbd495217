import { useEffect, useState } from 'react';
import { query } from '../api/client.ts';
import type { KnownModelsQuery } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';

const KNOWN = graphql(`
  query KnownModels {
    models {
      default
      examples {
        model
        description
        prompt
        answers
      }
    }
    metrics {
      tokens {
        model
      }
    }
  }
`);

export interface KnownModels {
  /** The model of jobs that name none. */
  default: string | null;
  examples: KnownModelsQuery['models']['examples'];
  /** Models that jobs here have used, most first. */
  used: string[];
}

const NOTHING: KnownModels = { default: null, examples: [], used: [] };

/** What may be named as a model, as far as it is known; nothing until it is. */
export function useKnownModels(): KnownModels {
  const [known, setKnown] = useState(NOTHING);
  useEffect(() => {
    let left = false;
    void query(KNOWN, {}).then(({ data }) => {
      if (left || data === undefined) return;
      const examples = data.models.examples;
      const used = data.metrics.tokens
        .map(({ model }) => model)
        .filter((model) => model.includes('/') && !examples.some((example) => example.model === model));
      setKnown({ default: data.models.default ?? null, examples, used });
    });
    return () => {
      left = true;
    };
  }, []);
  return known;
}

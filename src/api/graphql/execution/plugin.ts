import type { Plugin } from 'graphql-yoga';
import { executeByPlan } from './execute.ts';

/** Queries are executed by plan where they can. */
export function useExecutionPlans(): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args) => executeByPlan(args, executeFn));
    },
  };
}

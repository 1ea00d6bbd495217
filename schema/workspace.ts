import type { WorkspaceConfig } from '../src/store/records.ts';
import { builder } from './builder.ts';

export const Workspace = builder.objectRef<WorkspaceConfig>('Workspace').implement({
  description: 'The folder that the agent works in. It cannot read or write outside of it.',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: "Relative to the server's `WORKSPACE_ROOT`, with `/` between its parts.",
    }),
  }),
});

export const WorkspaceInput = builder.inputType('WorkspaceInput', {
  description: 'The folder that the agent is to work in.',
  fields: (t) => ({
    path: t.string({
      required: true,
      description:
        "Relative to the server's `WORKSPACE_ROOT`, without `..`; made when it is missing. Two live jobs cannot share one.",
    }),
  }),
});

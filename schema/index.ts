import { builder } from './builder.ts';
import { noteDefaultCosts } from './cost.ts';
import './scalars.ts';
import './errors.ts';
import './checkpoint.ts';
import './job.ts';
import './submit-job.ts';
import './control-job.ts';
import './decide-tool-call.ts';
import './resume-checkpoint.ts';
import './fork-checkpoint.ts';
import './delete-checkpoint.ts';
import './checkpoint-saved.ts';
import './job-changed.ts';
import './model-output.ts';
import './limits.ts';
import './metrics.ts';
import './models.ts';
import './metrics-counters.ts';
import './metrics-timeline.ts';
import './server.ts';

/** The GraphQL schema. */
export const schema = builder.toSchema();
noteDefaultCosts(schema);

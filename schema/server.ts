import { readServer, type ServerState } from '../resolvers/read-server.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';

const DurabilityLevel = describedEnum<ServerState['durability']['level']>(
  'DurabilityLevel',
  'What is lost at worst when Redis is killed.',
  {
    ALWAYS: 'Nothing: what was acknowledged is on disk.',
    EVERYSEC: 'About the last second.',
    SNAPSHOT: 'What came after the last snapshot.',
    NONE: 'Everything.',
    UNKNOWN: 'This Redis does not say.',
  },
);

const Durability = builder.objectRef<ServerState['durability']>('Durability').implement({
  description: 'What an acknowledged save survives, by the settings of the Redis in use.',
  fields: (t) => ({
    level: t.expose('level', { type: DurabilityLevel, description: 'What is lost at worst.' }),
    evictsKeys: t.exposeBoolean('evictsKeys', {
      description: 'Whether this Redis may throw checkpoints away when its memory is full.',
    }),
    detail: t.exposeString('detail', { description: 'The same for a person, with what to set for more.' }),
  }),
});

const Sandbox = builder.objectRef<ServerState['workers'][number]['sandbox']>('Sandbox').implement({
  description: 'How a worker keeps the commands of the agent in.',
  fields: (t) => ({
    tier: t.exposeString('tier', {
      description: 'From strongest to weakest: `bubblewrap`, `pid-namespace`, `pdeathsig`, `process-group`.',
    }),
    detail: t.exposeString('detail', { description: 'What that does and does not do.' }),
  }),
});

const Worker = builder.objectRef<ServerState['workers'][number]>('Worker').implement({
  description: 'A process that runs jobs.',
  fields: (t) => ({
    id: t.exposeID('workerId', { description: 'Made anew with each start.' }),
    host: t.exposeString('host', { description: 'Name of its machine.' }),
    pid: t.exposeInt('pid', { description: 'Its process there.' }),
    concurrency: t.exposeInt('concurrency', { description: 'Jobs that it runs at a time, at most.' }),
    sandbox: t.expose('sandbox', { type: Sandbox, description: 'How it keeps commands in.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    lastBeatAt: t.expose('lastBeatAt', { type: 'DateTime', description: 'When it last said that it lives.' }),
  }),
});

const Server = builder.objectRef<ServerState>('Server').implement({
  description: 'What this server runs on.',
  fields: (t) => ({
    durability: t.expose('durability', {
      type: Durability,
      description: 'What an acknowledged save survives.',
    }),
    workers: t.expose('workers', {
      type: [Worker],
      description: 'The workers that live. A dead one is on the list for about a second.',
    }),
  }),
});

builder.queryField('server', (t) =>
  t.field({
    type: Server,
    description: 'What this server runs on: how safe what was saved is, and who works.',
    resolve: (_, __, context) => readServer(context),
  }),
);

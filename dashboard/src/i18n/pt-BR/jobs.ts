import type { Texts } from '../en.ts';
import { many } from './many.ts';

export const jobs: Texts['jobs'] = {
  title: 'Jobs',
  filterByStatus: 'Filtrar por estado',
  filterByModel: 'Modelo',
  anyModel: 'Qualquer modelo',
  search: 'Procurar um job',
  searchPlaceholder: 'Id ou palavras do prompt',
  searching: (count) => `${many(count, 'job examinado', 'jobs examinados')} …`,
  columns: {
    status: 'Estado',
    job: 'Job',
    model: 'Modelo',
    thread: 'Progresso',
    turns: 'Turnos',
    tokens: 'Tokens',
    cost: 'Custo',
    saved: 'Salvo',
  },
  units: {
    turns: (count) => (count === 1 ? 'turno' : 'turnos'),
    tokens: (count) => (count === 1 ? 'token' : 'tokens'),
  },
  listLabel: 'Jobs, os mais novos primeiro',
  attempts: (count) => `${count} tentativas`,
  selected: (count) => `${many(count, 'selecionado', 'selecionados')}`,
  resume: (count) => (count === 1 ? 'Retomar' : `Retomar ${count}`),
  cancel: (count) => (count === 1 ? 'Cancelar job' : `Cancelar ${count}`),
  remove: (count) => (count === 1 ? 'Apagar checkpoint' : `Apagar ${count} checkpoints`),
  clear: 'Limpar a seleção',
  removeTitle: (count) => (count === 1 ? 'Apagar este checkpoint?' : `Apagar ${count} checkpoints?`),
  removeText:
    'Todas as versões e a conversa inteira somem de vez. Os jobs não poderão mais ser retomados nem bifurcados.',
  removeConfirm: 'Apagar de vez',
  resumed: (count) => `${many(count, 'job continua', 'jobs continuam')}.`,
  removed: (count) => `${many(count, 'checkpoint apagado', 'checkpoints apagados')}.`,
  cancelled: (count) => `${many(count, 'job está sendo cancelado', 'jobs estão sendo cancelados')}.`,
  refused: (count, why) => `${many(count, 'foi recusado', 'foram recusados')}: ${why}`,
  emptyTitle: 'Nenhum job ainda',
  emptyText:
    'Um job é uma tarefa para um agente. Cada passo é salvo, então um job interrompido continua de onde estava.',
  emptyAction: 'Envie o primeiro',
  noneFound: 'Nenhum job corresponde.',
  clearFilters: 'Limpar os filtros',
  noPrompt: '(sem prompt)',
};

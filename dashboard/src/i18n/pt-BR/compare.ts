import type { Texts } from '../en.ts';
import { many } from './many.ts';

export const compare: Texts['compare'] = {
  title: 'Comparar versões',
  left: 'Esquerda',
  right: 'Direita',
  jobId: 'Job',
  version: 'Versão',
  show: 'Comparar',
  swap: 'Trocar os lados',
  same: (count) => `${many(count, 'mensagem igual', 'mensagens iguais')}`,
  showSame: 'Mostrar as mensagens iguais',
  onlyLeft: 'Só à esquerda',
  onlyRight: 'Só à direita',
  messages: 'Mensagens',
  turns: 'Turnos',
  tokens: 'Tokens',
  cost: 'Custo',
  saved: 'Salvo',
  model: 'Modelo',
  tools: 'Chamadas',
  equal: 'As duas são iguais.',
  pick: 'Indique duas versões para ver o que as separa.',
  missing: 'Esta versão não existe ou não é mais guardada.',
  tooLong: (count) => `Só as últimas ${many(count, 'mensagem', 'mensagens')} de cada uma são comparadas.`,
};

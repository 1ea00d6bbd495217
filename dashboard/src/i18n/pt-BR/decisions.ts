import type { Texts } from '../en.ts';
import { many } from './many.ts';

export const decisions: Texts['decisions'] = {
  title: 'Decisões',
  count: (count) => `${many(count, 'job espera', 'jobs esperam')} por você.`,
  emptyTitle: 'Nada espera por você',
  emptyText: 'Chamadas que pedem aprovação e comandos interrompidos aparecem aqui, com o que pode ser feito.',
  approval: 'Pede aprovação',
  cutOff: 'Foi interrompido',
  cutOffText: 'Começou, e o resultado nunca foi salvo. Pode ter tido efeito.',
  approvalText: 'Ainda não começou.',
  run: 'Rodar',
  runAgain: 'Rodar de novo',
  edit: 'Editar e rodar',
  give: 'Dar um resultado',
  reject: 'Rejeitar',
  continue: 'Continuar o job',
  arguments: 'Argumentos, como JSON',
  argumentsInvalid: 'Isto não é JSON válido.',
  runEdited: 'Rodar com estes',
  result: 'O que o modelo recebe como resultado',
  giveResult: 'Dar este resultado',
  reason: 'Por quê, para o modelo (pode ficar vazio)',
  confirmReject: 'Rejeitar',
  decided: 'Decidido. O job continua.',
  noted: (rest) => `Anotado. Faltam ${many(rest, 'decisão', 'decisões')}.`,
  waiting: 'Esperando há',
};

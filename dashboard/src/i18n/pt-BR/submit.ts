import type { Texts } from '../en.ts';
import { many } from './many.ts';

export const submit: Texts['submit'] = {
  title: 'Novo job',
  prompt: 'O que é para fazer',
  promptHint: 'O agente lê, escreve e roda coisas num workspace próprio até terminar.',
  model: 'Modelo',
  modelList: 'Modelos conhecidos',
  modelHint: 'Como provedor/modelo, por exemplo deepseek/deepseek-v4-pro. A chave fica nos workers.',
  modelDefault: (model) => `Vazio: ${model}.`,
  more: 'Mais',
  approval: 'Esperar por uma pessoa antes de cada chamada de',
  onInterrupted: 'Um comando interrompido',
  ways: {
    REPORT: 'não roda de novo; o modelo é avisado',
    RETRY: 'roda de novo',
    FAIL: 'faz o job falhar',
    PAUSE: 'espera por uma pessoa',
  },
  maxTurns: 'No máximo quantos turnos',
  jobId: 'Id',
  jobIdHint: 'Vazio: um é criado.',
  workspace: 'Workspace',
  workspaceHint: 'Uma pasta abaixo dos workspaces do servidor. Vazio: uma própria.',
  callback: 'Callback',
  callbackHint: 'Um endereço que é avisado quando o job termina.',
  submit: 'Enviar',
  examples: 'Para experimentar',
  examplesText: 'Não precisam de chave: as respostas vêm de um arquivo.',
  answers: (count) => many(count, 'turno', 'turnos'),
  start: 'Começar',
  startNamed: (model) => `Começar ${model}`,
};

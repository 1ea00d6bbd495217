import type { Texts } from './en.ts';
import { compare } from './pt-BR/compare.ts';
import { decisions } from './pt-BR/decisions.ts';
import { job } from './pt-BR/job.ts';
import { jobs } from './pt-BR/jobs.ts';
import { shell } from './pt-BR/shell.ts';
import { submit } from './pt-BR/submit.ts';
import { travel } from './pt-BR/travel.ts';
import { vitals } from './pt-BR/vitals.ts';

export const ptBR: Texts = { ...shell, jobs, job, travel, compare, decisions, submit, vitals };

import { compare } from './en/compare.ts';
import { decisions } from './en/decisions.ts';
import { job } from './en/job.ts';
import { jobs } from './en/jobs.ts';
import { shell } from './en/shell.ts';
import { submit } from './en/submit.ts';
import { travel } from './en/travel.ts';
import { vitals } from './en/vitals.ts';

/** The texts of the page; every other language has the same ones (`typeof en`). */
export const en = { ...shell, jobs, job, travel, compare, decisions, submit, vitals };

export type Texts = typeof en;

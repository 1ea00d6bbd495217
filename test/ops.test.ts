import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../src/metrics/catalogue.ts';
import { startApi } from './api/support.ts';

/** What `ops/` and `docs/OPERATIONS.md` name exists, and what exists is explained. */

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Panel {
  type: string;
  title?: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: { expr: string }[];
}

const dashboard = JSON.parse(read('ops/grafana-dashboard.json')) as { title: string; panels: Panel[] };
const PANELS = dashboard.panels.filter(({ type }) => type !== 'row');
const ALERTS = read('ops/alerts.yml')
  .split(/^ {6}- alert: /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf('\n')), text, expr: exprOf(text) }));
const EXPRESSIONS = [
  ...PANELS.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ in: String(title), expr }))),
  ...ALERTS.map(({ name, expr }) => ({ in: name, expr })),
];

/** One line, or the folded lines under `>-`. */
function exprOf(rule: string): string {
  const [, first = '', rest = ''] = /^ {8}expr: (.*)\n((?: {10}.*\n)*)/m.exec(rule) ?? [];
  return first === '>-' ? rest.replace(/\s+/g, ' ').trim() : first;
}

/** Of each family that `/metrics` tells of: its type and the labels that it has. */
const families = new Map(
  CATALOGUE.map(({ name, type, labels }) => [name, { type: type as string, labels: new Set(labels) }]),
);

describe('every metric that is named', () => {
  it('is one that /metrics tells of, with these labels', async () => {
    const api = await startApi();
    await api.ask('GET', '/health');
    const { body } = await api.ask('GET', '/metrics');
    for (const [, name = '', type = ''] of body.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      const labels = [...body.matchAll(new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, 'gm'))].flatMap(
        ([, inner = '']) => [...inner.matchAll(/(\w+)="/g)].map(([, label]) => label ?? ''),
      );
      const known = families.get(name);
      families.set(name, { type, labels: new Set([...(known?.labels ?? []), ...labels]) });
    }
    expect(EXPRESSIONS.length).toBeGreaterThan(50);
    for (const { in: where, expr } of EXPRESSIONS) {
      const used = [...expr.matchAll(/\b((?:retoma|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)];
      expect(used.length, where).toBeGreaterThan(0);
      for (const [, name = '', matchers = ''] of used) {
        const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
        expect(family, `${name} in ${where}`).toBeDefined();
        if (/_(bucket|sum|count)$/.test(name)) expect(family?.type, `${name} in ${where}`).toBe('histogram');
        const labels = [...matchers.matchAll(/(\w+)\s*(?:=|!)/g)].map(([, label]) => label ?? '');
        for (const label of labels) expect(family?.labels, `${name} in ${where}`).toContain(label);
        // A counter only says something by its rise.
        if (family?.type === 'counter') expect(expr, where).toMatch(/\b(rate|increase)\(/);
      }
    }
  });

  it('is asked for with a known word where its label has known words', () => {
    const known = new Map([
      [
        'cause',
        'CRASH|RETRY|HAND_OVER|PAUSE|RESUME|RESUME_CANCELLED|FORK|PUT_OFF|FAILED|RATE_LIMITED'.split('|'),
      ],
      ['until', ['TAKEN', 'GOING_ON']],
      ['outcome', ['ANSWERED', 'STOPPED']],
    ]);
    for (const { in: where, expr } of EXPRESSIONS) {
      for (const [, label = '', words = ''] of expr.matchAll(/(\w+)[=!]~?"([^"]*)"/g)) {
        const allowed = known.get(label);
        if (allowed === undefined) continue;
        for (const word of words.split('|')) expect(allowed, `${label} in ${where}`).toContain(word);
      }
    }
  });

  it('is in an expression whose brackets close', () => {
    for (const { in: where, expr } of EXPRESSIONS) {
      for (const [open, close] of ['()', '{}', '[]']) {
        expect(expr.split(open as string).length, where).toBe(expr.split(close as string).length);
      }
    }
  });
});

describe('the dashboard for Grafana', () => {
  it('has a title, a text and a unit on every panel', () => {
    expect(dashboard.title).toBe('Retoma');
    expect(PANELS.length).toBeGreaterThan(20);
    for (const { title, description, fieldConfig } of PANELS) {
      expect(title).toMatch(/\S/);
      expect(description, title).toMatch(/^[A-Z].{12,}\.$/);
      expect(fieldConfig?.defaults.unit, title).toMatch(/\S/);
    }
  });

  it('has its panels side by side and not one over the other', () => {
    const taken = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), title).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});

describe('the alert rules', () => {
  it('each say how bad it is, what is wrong and what to do', () => {
    expect(ALERTS.length).toBeGreaterThan(10);
    expect(new Set(ALERTS.map(({ name }) => name)).size).toBe(ALERTS.length);
    for (const { name, text, expr } of ALERTS) {
      expect(name).toMatch(/^Retoma[A-Za-z]+$/);
      expect(expr, name).not.toBe('');
      expect(text, name).toMatch(/^ {10}severity: (critical|warning)$/m);
      expect(text, name).toMatch(/^ {10}summary: \S/m);
      expect(text, name).toMatch(/^ {10}description: .{40,}\.$/m);
    }
  });
});

describe('docs/OPERATIONS.md', () => {
  const operations = read('docs/OPERATIONS.md');

  it('explains every metric and every alert, and none that there is not', () => {
    const names = [...CATALOGUE.map(({ name }) => name), 'retoma_installation_up'];
    expect(names.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
    expect(ALERTS.filter(({ name }) => !operations.includes(`\`${name}\``))).toEqual([]);
    const known = new Set([...names, ...ALERTS.map(({ name }) => name)]);
    const named = [...operations.matchAll(/`(retoma_[a-z_]+[a-z]|Retoma[A-Z]\w+)`/g)].map(([, name]) => name);
    expect(named.filter((name = '') => !known.has(name) && !name.startsWith('retoma_api'))).toEqual([]);
  });
});

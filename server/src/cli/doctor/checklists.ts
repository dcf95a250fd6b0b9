/** The two lists that a project goes through before it goes live. What no program can judge says what to look at. */
import type { CheckId } from './finding.ts';

export interface ListItem {
  readonly text: string;
  /** Checks that all have to be good. */
  readonly checks?: readonly CheckId[];
  /** For a person. */
  readonly look?: string;
}

export interface Checklist {
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly items: readonly ListItem[] }[];
}

const item = (text: string, ...checks: readonly CheckId[]): ListItem => ({ text, checks });
const yours = (text: string, look: string): ListItem => ({ text, look });

export const CHECKLISTS: readonly Checklist[] = [
  {
    title: 'Production Deployment Checklist',
    sections: [
      {
        title: 'Pre-Deployment',
        items: [
          item('All tasks implemented', 'tasks'),
          item('All tests passing', 'tests-pass'),
          item('Flow validated', 'flows'),
          item('Environment variables documented', 'env-example', 'env-documented'),
          item('Connection configurations tested', 'connections'),
          yours(
            'Error handling verified',
            'each step that calls others: `retry`, `timeout`, `on_error`; and a test of each',
          ),
          yours('API documentation reviewed', '/docs: names, descriptions and examples of inputs and outputs'),
        ],
      },
    ],
  },
  {
    title: 'Production Readiness Checklist',
    sections: [
      {
        title: 'Code Quality',
        items: [
          item('All tasks implemented', 'tasks'),
          item('All tests passing', 'tests-pass'),
          item('No NotImplementedTaskError', 'tasks'),
          yours(
            'Error handling complete',
            'flow coverage (npx vitest run --coverage): which error paths no test reached',
          ),
          item('Type hints used', 'types'),
        ],
      },
      {
        title: 'Configuration',
        items: [
          item('Environment variables documented', 'env-example', 'env-documented'),
          item('Connection configs validated', 'flows'),
          item('.env.example provided', 'env-example'),
          item('Secrets not in code', 'secrets', 'ignored'),
        ],
      },
      {
        title: 'Testing',
        items: [
          item('Unit tests for all tasks', 'task-tests'),
          item('Integration test for flow', 'flow-tests'),
          item('Error cases covered', 'error-tests'),
          item('Connection mocking works', 'tests-pass'),
        ],
      },
      {
        title: 'Documentation',
        items: [
          item('README.md complete', 'readme'),
          item('API docs accessible', 'server'),
          yours('Deployment guide written', 'README.md: how it is deployed, and by whom'),
          item('Environment setup documented', 'env-example'),
        ],
      },
      {
        title: 'Operations',
        items: [
          item('Health endpoint works', 'server'),
          yours(
            'Logging configured',
            'where the lines go that serve writes (to standard output in production), and who reads them',
          ),
          yours('Monitoring set up', '/health and /readyz are asked, and somebody is told'),
          yours('Backup strategy defined', 'flowlang backup by a timer, and a restore that was tried'),
        ],
      },
    ],
  },
];

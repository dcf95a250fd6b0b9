/** Variables and secrets. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { counted, type Finding, type Patient } from './finding.ts';
import { ignoredLines } from './mend.ts';

export function checkConfiguration(patient: Patient): readonly Finding[] {
  const example = variablesIn(path.join(patient.home, '.env.example'));
  const own = variablesIn(path.join(patient.home, '.env'));
  return [
    checkExample(example),
    checkDocumented(patient, example),
    checkEnv(patient, example, own),
    checkIgnored(patient),
    checkSecrets(patient, example, own),
    checkConnections(patient),
  ];
}

type Variables = Readonly<Record<string, string | undefined>>;

function variablesIn(file: string): Variables | undefined {
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : undefined;
}

function checkExample(example: Variables | undefined): Finding {
  const is = { id: 'env-example', group: 'Configuration', title: '.env.example' } as const;
  if (example === undefined) return { ...is, state: 'wrong', detail: 'is missing: it says what to set', fixable: true };
  const count = Object.keys(example).length;
  return { ...is, state: 'good', detail: count === 1 ? 'one variable' : `${count} variables` };
}

/** Set by whoever runs a program, and not by a project. */
const OF_THE_SYSTEM = new Set(['NODE_ENV', 'PATH', 'HOME', 'PORT', 'HOST', 'CI', 'TZ']);

function checkDocumented({ texts }: Patient, example: Variables = {}): Finding {
  const is = { id: 'env-documented', group: 'Configuration', title: 'Variables' } as const;
  const used = new Set<string>();
  for (const [file, text] of texts) {
    if (!isCode(file)) continue;
    const pattern = file.endsWith('flow.yaml')
      ? /\benv\.([A-Za-z_]\w*)/g
      : /process\.env(?:\.([A-Za-z_]\w*)|\[['"]([A-Za-z_]\w*)['"]\])/g;
    for (const [, name, quoted] of text.matchAll(pattern)) used.add(name ?? quoted ?? '');
  }
  const untold = [...used].filter((name) => !Object.hasOwn(example, name) && !OF_THE_SYSTEM.has(name));
  if (untold.length > 0) return { ...is, state: 'wrong', detail: `used, but not in .env.example: ${counted(untold)}` };
  return { ...is, state: 'good', detail: 'all that flows and tasks name stand in .env.example' };
}

function checkEnv({ variables, texts }: Patient, example: Variables = {}, own: Variables | undefined): Finding {
  const is = { id: 'env', group: 'Configuration', title: '.env' } as const;
  const names = Object.keys(example);
  const missing = names.filter((name) => !variables.has(name));
  const code = [...texts].filter(([file]) => isCode(file)).map(([, text]) => text);
  const needed = missing.filter((name) => code.some((text) => text.includes(name)));
  // Examples may stand there of what no flow uses.
  const state = needed.length > 0 ? 'wrong' : 'advice';
  if (own === undefined && missing.length > 0)
    return { ...is, state, detail: 'is missing: copy .env.example, and write your values there', fixable: true };
  if (missing.length > 0) return { ...is, state, detail: `lacks ${counted(missing)}`, fixable: true };
  const same = names.filter((name) => own?.[name] === example[name] && /KEY|TOKEN|SECRET|PASSWORD/i.test(name));
  const still = same.length === 1 ? 'is still that' : 'are still those';
  if (same.length > 0) return { ...is, state: 'advice', detail: `${counted(same)} ${still} of .env.example` };
  return { ...is, state: 'good', detail: names.length === 0 ? 'nothing is to be set' : 'has all of .env.example' };
}

function isCode(file: string): boolean {
  return /flow\.yaml$|\.[mc]?[tj]s$/.test(file) && !/(^|\/)tests?\//.test(file);
}

function checkIgnored({ home }: Patient): Finding {
  const is = { id: 'ignored', group: 'Configuration', title: 'Out of git' } as const;
  const git = (...args: string[]) => spawnSync('git', args, { cwd: home, encoding: 'utf8', timeout: 10_000 });
  if (git('ls-files', '--error-unmatch', '.env').status === 0)
    return {
      ...is,
      state: 'wrong',
      detail: '.env is in git, and so are its secrets: git rm --cached .env, and change them',
    };
  const lacking = ignoredLines(home);
  if (lacking.length > 0)
    return { ...is, state: 'wrong', detail: `.gitignore lacks ${lacking.join(', ')}`, fixable: true };
  return { ...is, state: 'good', detail: '.env, node_modules and .flowlang are ignored' };
}

/** What secrets of the large services look like, and a private key. */
const LOOKS_SECRET =
  /\b(?:sk_live_\w{16,}|sk-[A-Za-z0-9_-]{32,}|gh[pousr]_\w{36}|github_pat_\w{40,}|xox[abprs]-[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|glpat-[\w-]{20})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

function checkSecrets({ texts }: Patient, example: Variables = {}, own: Variables = {}): Finding {
  const is = { id: 'secrets', group: 'Configuration', title: 'Secrets' } as const;
  const values = Object.entries(own).flatMap(([name, value = '']) =>
    /KEY|TOKEN|SECRET|PASSWORD/i.test(name) && value.length >= 8 && value !== example[name] ? [{ name, value }] : [],
  );
  const found = [...texts].flatMap(([file, text]) => {
    const known = values.find(({ value }) => text.includes(value));
    if (known !== undefined) return [`${file} holds the value of ${known.name}`];
    const at = LOOKS_SECRET.exec(text)?.index;
    return at === undefined ? [] : [`${file}:${text.slice(0, at).split('\n').length} holds what looks like a secret`];
  });
  if (found.length > 0) return { ...is, state: 'wrong', detail: `${counted(found, 3)}: move it to .env` };
  return { ...is, state: 'good', detail: 'none is in code' };
}

function checkConnections({ flows }: Patient): Finding {
  const is = { id: 'connections', group: 'Configuration', title: 'Connections' } as const;
  const names = flows.flatMap(({ connections }) => connections);
  if (names.length === 0) return { ...is, state: 'good', detail: 'no flow declares one' };
  return { ...is, state: 'open', detail: `${counted(names)}: run a flow that uses each against the real service` };
}

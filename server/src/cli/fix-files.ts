/** `validate --fix`: the rounds of mending, in memory, and then the files. */
import { applyFixes, type Diagnostic, MAX_FIX_ROUNDS } from '@flowlang/openapi/language';
import type { Finding } from '../project/read-flow.ts';
import type { FlowReading } from '../project/read-flows.ts';
import { replaceFiles } from '../project/replace-files.ts';

/** The text of each file that was mended, by its path. */
export type MendedTexts = ReadonlyMap<string, string>;

/** What is found in a set of flows. */
export interface Survey {
  readonly readings: readonly FlowReading[];
  readonly findings: readonly Finding[];
}

export interface Mended {
  readonly survey: Survey;
  /** What was fixed, with the text in which it was found. */
  readonly fixed: readonly Finding[];
}

/**
 * Mends what can be mended for certain, looks again, since a fix may bring the next mistake to light, and writes each file
 * once, when nothing is left to mend.
 *
 * @throws ProjectError if a file cannot be written
 */
export async function fixFiles(look: (texts: MendedTexts) => Promise<Survey>): Promise<Mended> {
  const originals = new Map<string, string>();
  const texts = new Map<string, string>();
  const fixed: Finding[] = [];
  let survey = await look(texts);
  for (let round = 0; round < MAX_FIX_ROUNDS; round += 1) {
    const done = survey.readings.flatMap((reading) => mend(reading, diagnosticsOf(reading, survey), originals, texts));
    if (done.length === 0) break;
    fixed.push(...done);
    survey = await look(texts);
  }
  const changes = [...texts].map(([file, text]) => ({ file, text, original: originals.get(file) ?? '' }));
  await replaceFiles(changes.filter(({ text, original }) => text !== original));
  return { survey, fixed };
}

function mend(
  { files, source }: FlowReading,
  diagnostics: readonly Diagnostic[],
  originals: Map<string, string>,
  texts: Map<string, string>,
): readonly Finding[] {
  const { text, applied } = applyFixes(source.text, diagnostics);
  if (applied.length === 0) return [];
  if (!originals.has(files.flowFile)) originals.set(files.flowFile, source.text);
  texts.set(files.flowFile, text);
  return applied.map((diagnostic) => ({ diagnostic, source }));
}

/** Of this flow's text, and none of its tasks file. */
function diagnosticsOf({ source }: FlowReading, { findings }: Survey): readonly Diagnostic[] {
  return findings.filter((finding) => finding.source === source).map(({ diagnostic }) => diagnostic);
}

import { writeYaml } from '../language/write-yaml.ts';
import type { OpenApiDocument } from './openapi-types.ts';

export function renderJson(document: OpenApiDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function renderYaml(document: OpenApiDocument): string {
  return writeYaml(document);
}

/** The files around the flows of a project. */
import { yamlText } from './flow-template.ts';
import { kebab } from './names.ts';
import { packageJson } from './package-json.ts';
import { FROM_REGISTRY, type Packages } from './packages.ts';
import type { ProjectFile } from './project-file.ts';
import { fill, templateFiles, templateText } from './template-files.ts';

export interface ProjectInfo {
  /** Of the flow; of a project of several flows its own. */
  readonly name: string;
  readonly description?: string | undefined;
  /** One flow, or several in `flows/`; one if it is not said. */
  readonly kind?: 'single' | 'multi';
  readonly packageName?: string;
  readonly packages?: Packages;
  readonly withNode?: boolean;
}

/** All of them but the README and `api.ts`, which go with a flow. */
export function projectFiles(info: ProjectInfo): readonly ProjectFile[] {
  const { name, description = '', kind = 'single', packages = FROM_REGISTRY, withNode = false } = info;
  const { packageName = kebab(name) } = info;
  const isVendored = packages.archives.length > 0;
  const values = {
    project_yaml: `name: ${yamlText(name)}\ndescription: ${yamlText(description)}`,
    location: kind === 'single' ? '"--project", "."' : '"--multi", "./flows"',
    copy_vendor: isVendored ? 'COPY vendor ./vendor\n' : '',
  };
  const files = [...templateFiles('_project/any'), ...templateFiles(`_project/${kind}`, ['README.md'])];
  const manifest = packageJson({ kind, packageName, description, packages, withNode });
  return [{ path: 'package.json', text: manifest }, ...files.map((file) => fill(file, values))];
}

/** `api.ts`, which each flow has. */
export function apiFile(): readonly ProjectFile[] {
  return templateFiles('_project/flow');
}

export function readmeFile({ name, description = '', kind = 'single', packages }: ProjectInfo): ProjectFile {
  const isVendored = packages !== undefined && packages.archives.length > 0;
  const values = {
    title: name,
    description,
    vendor_row: isVendored ? '| `vendor/` | the packages of FlowLang, which are not published yet |\n' : '',
  };
  return fill({ path: 'README.md', text: templateText(`_project/${kind}/README.md`) }, values);
}

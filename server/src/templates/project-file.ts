/** A file of a project that is not written yet. */
export interface ProjectFile {
  /** In the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

/**
 * The built-ins of the connections' plugins: a closed list, so that a mistyped kind of step is not taken for one. No plugin
 * exists yet; what each built-in takes and gives will come from its plugin.
 */
const SQL = ['query', 'execute', 'transaction', 'batch_insert', 'batch_update'];

const BUILTINS: Readonly<Record<string, readonly string[]>> = {
  pg: SQL,
  mysql: SQL,
  sqlite: SQL,
  mongo: ['find', 'find_one', 'insert', 'update', 'delete', 'count', 'aggregate'],
  redis: ['get', 'set', 'delete', 'exists', 'expire', 'incr', 'hgetall', 'hset'],
  airtable: [
    'list_bases',
    'list_tables',
    'get_table_schema',
    'list',
    'get',
    'create',
    'update',
    'delete',
    'find',
    'batch',
  ],
};

/** Types of connections, by the beginning of their built-ins' names. */
const TYPES: Readonly<Record<string, string>> = {
  pg: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  mongo: 'mongodb',
  redis: 'redis',
  airtable: 'airtable',
};

export const CONNECTION_KINDS: readonly string[] = Object.entries(BUILTINS).flatMap(([prefix, names]) =>
  names.map((name) => `${prefix}_${name}`),
);

const KNOWN = new Set(CONNECTION_KINDS);

export function isConnectionKind(name: string): boolean {
  return KNOWN.has(name);
}

/** The type of connection that the built-in works with. */
export function connectionTypeOf(builtin: string): string {
  return TYPES[builtin.slice(0, builtin.indexOf('_'))] ?? builtin;
}

const CONNECTION_TYPES: ReadonlySet<string> = new Set(Object.values(TYPES));

export function connectionTypes(): Iterable<string> {
  return CONNECTION_TYPES;
}

/** A type that some built-in works with; others may come with plugins. */
export function isConnectionType(type: string): boolean {
  return CONNECTION_TYPES.has(type);
}

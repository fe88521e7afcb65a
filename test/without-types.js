/**
 * For Node's `--import`: loads TypeScript as the bundler of the commands translates it. tsx, too, could load it, but names every
 * closure where it is made, which costs a simulation more than many of its closures do.
 */
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

// Node loads this module a second time, in the thread that asks `load`.
const asked = '?hooks';
if (!import.meta.url.endsWith(asked)) {
  process.setSourceMapsEnabled(true);
  register(`${import.meta.url}${asked}`);
}

/** Node's hook: the source of a module. */
export async function load(url, context, nextLoad) {
  if (!/^file:.*\.ts(\?.*)?$/.test(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code, map, errors } = transformSync(path, await readFile(path, 'utf8'), {
    sourcemap: true,
  });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]}`);
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  return { format: 'module', source, shortCircuit: true };
}

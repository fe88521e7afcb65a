import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';

interface Asker {
  readonly workload: Workload;
  readonly path: Path;
}

interface Server {
  readonly pool: Pool;
  readonly wrong: readonly string[];
  readonly path: Path;
}

/** What prompts with images cannot be combined with yet, and that all images of one model are alike. */
export function checkImages(
  askers: readonly Asker[],
  servers: readonly Server[],
  reporter: Reporter,
): void {
  const sizes = new Map<string, { readonly name: string; readonly size: string }>();
  for (const { workload, path } of askers) {
    const { images, model, name } = workload;
    if (images === undefined) continue;
    const size = JSON.stringify(images.size);
    const known = sizes.get(model) ?? { name, size };
    sizes.set(model, known);
    if (known.size !== size) {
      const message = `${known.name} sends images of another size to ${model}: unequal images on one model are not available in this version`;
      reporter.error([...path, 'images'], message, 'send images of the same width and height');
    }
    if (workload.task !== undefined || workload.strategy !== undefined) {
      const message = 'images are not available where answers have a quality, or several calls';
      reporter.error([...path, 'images'], message, 'leave images out, or task and strategy');
    }
    for (const server of servers) {
      if (server.pool.serves.some(({ ref }) => ref === model)) checkPool(server, reporter);
    }
  }
}

/** What an engine that encodes images cannot do yet. */
function checkPool({ pool, wrong, path }: Server, reporter: Reporter): void {
  const { engine, parallelism, role, serves } = pool;
  const refuse = (what: string, at: readonly string[], fix: string) => {
    if (touches(wrong, [at.join('.')])) return;
    reporter.error([...path, ...at], `${what} is not available with images`, fix);
  };
  if (role === 'decode') return;
  if (serves.length > 1) refuse('a second model', ['serves'], 'serve it from a pool of its own');
  if (parallelism.data > 1) refuse('data parallelism', ['parallelism', 'data'], 'use data: 1');
  if (parallelism.pipeline > 1) {
    refuse('pipeline parallelism', ['parallelism', 'pipeline'], 'use pipeline: 1');
  }
  if (engine.stepTime !== null) {
    refuse('a stated step time', ['engine', 'stepTime'], 'leave it out: physics prices encoders');
  }
  if (engine.kvCache === false) {
    refuse('an engine without KV cache', ['engine', 'kvCache'], 'write true');
  }
  if (engine.prefixCache === true) {
    refuse('the prefix cache', ['engine', 'prefixCache'], 'write false');
  }
  if (engine.speculation !== undefined) {
    refuse('speculation', ['engine', 'speculation'], 'write none');
  }
}

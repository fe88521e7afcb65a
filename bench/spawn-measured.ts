import { spawn } from 'node:child_process';

/** What a whole process cost, from its start to its end. */
export interface ProcessCost {
  readonly wallSeconds: number;
  readonly userSeconds: number;
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Reports the process's own resource usage when it exits: the same on every platform, without /usr/bin/time. */
const reporter = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs';" +
    "process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));",
)}`;

/** Runs Node with these arguments; fails when it ends with anything but 0. */
export function spawnMeasured(nodeArguments: readonly string[]): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ['--import', reporter, ...nodeArguments], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '', usage: '' };
    const gather = (name: keyof typeof texts, index: 1 | 2 | 3) => {
      child.stdio[index]?.on('data', (piece: Buffer) => {
        texts[name] += piece.toString();
      });
    };
    gather('stdout', 1);
    gather('stderr', 2);
    gather('usage', 3);
    let wallSeconds = 0;
    child.on('exit', () => {
      wallSeconds = (performance.now() - began) / 1000;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) {
        reject(new Error(`node ${nodeArguments.join(' ')} ended with ${code}:\n${texts.stderr}`));
        return;
      }
      const usage = JSON.parse(texts.usage) as NodeJS.ResourceUsage;
      resolve({
        wallSeconds,
        userSeconds: usage.userCPUTime / 1e6,
        peakBytes: usage.maxRSS * 1024,
        stdout: texts.stdout,
      });
    });
  });
}

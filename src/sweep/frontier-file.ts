import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PicturedSweep } from '../report/frontier-picture.ts';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { systemFailure } from '../run/user-error.ts';

/** The picture of a sweep's frontier, beside sweep.arrow. */
const frontierName = 'frontier.svg';

/**
 * Draws the frontier of a sweep's points in its folder; takes an earlier picture away where there is none now. Rejects
 * with a UserError when the system refuses.
 */
export async function writeFrontier(folder: string, sweep: PicturedSweep): Promise<void> {
  // Loaded when there is something to draw, so that a sweep begins as soon as it can.
  const { frontierPicture } = await import('../report/frontier-picture.ts');
  const picture = frontierPicture(sweep);
  const path = join(folder, frontierName);
  if (picture === null) removeFile(path);
  else writeFileAtomically(path, picture);
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw systemFailure(`cannot remove ${path}`, error);
  }
}

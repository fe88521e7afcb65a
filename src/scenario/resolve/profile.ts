import { engineProfiles } from '../../catalog/index.ts';
import type { Path } from '../document/tree.ts';
import type { CustomProfile } from '../profile-file/custom-profile.ts';
import { type ProfileFileResult, readProfileFile } from '../profile-file/read.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import { isProfileFile } from '../schema/names.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';

/** What a model that generates tokens is served with, where a pool does not say. */
const DEFAULT_PROFILE = 'vllm-v1';

/** Reads profile files that pools name, each once. */
export interface ProfileLibrary {
  /** The profile of the file that the reference at `path` names; null after an issue. */
  require(ref: string, path: Path): CustomProfile | null;
}

export function createProfileLibrary(
  reporter: Reporter,
  folder: string,
  readText: ((path: string) => string) | undefined,
): ProfileLibrary {
  const read = new Map<string, ProfileFileResult>();
  return {
    require(ref, path) {
      if (readText === undefined) {
        reporter.error(path, 'files cannot be read here', 'use a profile of the catalog');
        return null;
      }
      const file = joinPath(reporter.fileOf(path) === SET_FILE ? '' : folder, ref);
      try {
        const known = read.get(file);
        const result = known ?? readProfileFile(readText(file), file);
        read.set(file, result);
        if (result.ok) return result.profile;
        if (known === undefined) reporter.addForeign(result.issues);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const message = `cannot use ${file}: ${reason.replace(/\s*\n\s*/g, ' ')}`;
        reporter.error(path, message, 'give the path of an engine profile, or a catalog id');
      }
      return null;
    },
  };
}

/** A profile of an engine that generates tokens, by id or by file; the default stands in after an issue. */
export function resolveProfile(
  name: string | undefined,
  path: Path,
  reporter: Reporter,
  library: ProfileLibrary,
): Pick<EngineSpec, 'profile' | 'customProfile'> {
  if (name === undefined) {
    reporter.useDefault(path, DEFAULT_PROFILE);
    return { profile: DEFAULT_PROFILE };
  }
  if (isProfileFile(name)) {
    const customProfile = library.require(name, path);
    return customProfile === null ? { profile: DEFAULT_PROFILE } : { profile: name, customProfile };
  }
  if (name in engineProfiles) return { profile: name };
  const names = Object.keys(engineProfiles).join(', ');
  const message = `the profile ${name} is of an engine for models that answer in one shot`;
  reporter.error(path, message, `use one of ${names}`);
  return { profile: DEFAULT_PROFILE };
}

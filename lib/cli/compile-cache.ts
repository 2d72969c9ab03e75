import { join } from 'node:path';

/**
 * Where the compiled code of this command is kept from run to run: the user's folder for caches, which is nobody
 * else's; null where the environment tells none. NODE_COMPILE_CACHE is where somebody wants it.
 */
export function compileCacheFolder(
  { NODE_COMPILE_CACHE: wanted, XDG_CACHE_HOME: xdg, HOME: home, LOCALAPPDATA: local }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | null {
  if (wanted) return wanted;
  if (platform === 'win32') return local ? join(local, 'tracewarden', 'compile') : null;
  if (xdg) return join(xdg, 'tracewarden', 'compile');
  if (!home) return null;
  return platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'tracewarden', 'compile')
    : join(home, '.cache', 'tracewarden', 'compile');
}

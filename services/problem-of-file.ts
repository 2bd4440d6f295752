/** Errors of files and disks as the end of a sentence that begins with the file's name; undefined for anything else. */
import { asUnusable } from '#db/check-file';

export function problemOfFile(error: unknown): { readonly message: string } | undefined {
  return asUnusable(error) ?? problemOfDisk(error);
}

function problemOfDisk(error: unknown): { readonly message: string } | undefined {
  const code = codeOf(error);
  const message = code === undefined ? undefined : words[code];
  return message === undefined ? undefined : { message };
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

const full = 'cannot be written: the disk is full. Make room, or name a folder on another disk';
const forbidden = 'cannot be written: whoever runs this may not write to that folder';
const words: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  SQLITE_FULL: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  ENOENT: 'cannot be written: its folder is not there',
  ENOTDIR: 'cannot be written: its folder is not there',
  ENAMETOOLONG: 'cannot be written: the name is too long',
  ELOCKED: 'is being upgraded or replaced by another process; try again in a minute',
  EEXIST: 'is there already, and is not written over; name another file',
  EIO: 'cannot be read or written: the disk does not work',
  SQLITE_BUSY: 'is held by another process; try again in a moment',
};

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}

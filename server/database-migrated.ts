import { migrateFile } from '#db/migrate';

/** Migrates the file, or ends the process with one clear line when that cannot be done. */
export async function databaseMigrated(file: string): Promise<void> {
  try {
    await migrateFile(file);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
    console.error(`DATABASE_PATH ${file} cannot be used: ${reason}`);
    process.exit(1);
  }
}

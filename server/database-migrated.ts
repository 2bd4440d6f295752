import { migrateFile } from '#db/migrate';

/** Migrates the file, or ends the process with one clear line when that cannot be done. */
export async function databaseMigrated(file: string): Promise<void> {
  try {
    await migrateFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`DATABASE_PATH ${file} cannot be used: ${reason}`);
    process.exit(1);
  }
}

import { type Account, serverAccount } from '@/lib/database/embedded/account';
import { findBinaries, PROGRAM_ENVIRONMENT } from '@/lib/database/embedded/binaries';
import { type ServerSettings, settingsForMachine } from '@/lib/database/embedded/settings';

/** How `npm start` would run PostgreSQL in `folder`: everybody is measured on that. */
export interface EmbeddedServer {
  readonly account: Account;
  readonly initdb: string;
  readonly postgres: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: ServerSettings;
}

/** Throws StartError where it cannot run. */
export function embeddedServer(folder: string): EmbeddedServer {
  const account = serverAccount(folder);
  const { initdb, postgres } = findBinaries(account);
  return {
    account,
    initdb,
    postgres,
    environment: PROGRAM_ENVIRONMENT,
    settings: settingsForMachine(folder),
  };
}

/**
 * The operator's to mend: a variable that is wrong, missing or unknown. The message is one line
 * that names it and says what to do, and never holds a secret.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The operator's to mend: something around us (a port, a database, a folder). One line, as above. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

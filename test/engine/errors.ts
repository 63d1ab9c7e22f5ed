/** A command that was meant to succeed did not. */
export class CommandFailedError extends Error {
  override readonly name = "CommandFailedError";
  readonly code = "ERR_COMMAND_FAILED";
}

/** Parts the tests need are missing, and nothing may be installed here. */
export class EngineMissingError extends Error {
  override readonly name = "EngineMissingError";
  readonly code = "ERR_ENGINE_MISSING";
}

/** What should have been set up on this machine could not be. */
export class EngineSetupError extends Error {
  override readonly name = "EngineSetupError";
  readonly code = "ERR_ENGINE_SETUP";
}

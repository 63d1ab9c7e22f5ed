/** What a process of this project exits with. */
export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
/** `EX_NOINPUT` of sysexits.h: what was to be read is missing, or may not be read. */
export const EXIT_NO_INPUT = 66;
/** `EX_UNAVAILABLE`: a service cannot be reached. */
export const EXIT_UNAVAILABLE = 69;
/** `EX_CANTCREAT`: what was to be written to does not exist, and cannot be made. */
export const EXIT_CANNOT_CREATE = 73;
/** `EX_IOERR`: reading or writing failed. */
export const EXIT_IO_ERROR = 74;
/** `EX_TEMPFAIL`: not all is done; the next attempt goes on there. */
export const EXIT_TEMPORARY_FAILURE = 75;
/** `EX_NOPERM`: a service has refused. */
export const EXIT_NO_PERMISSION = 77;
/** `EX_CONFIG`: the configuration has to be changed, a restart cannot help. */
export const EXIT_CONFIGURATION = 78;

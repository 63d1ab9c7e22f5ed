/** What a process of this project exits with. */
export const EXIT_OK = 0;
export const EXIT_FAILURE = 1;
/** `EX_CONFIG` of sysexits.h: the configuration has to be changed, a restart cannot help. */
export const EXIT_CONFIGURATION = 78;

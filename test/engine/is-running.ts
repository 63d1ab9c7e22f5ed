/** Signal 0 is delivered to nobody, but fails when there is nobody to deliver it to. */
export function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // Someone else's process is running too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

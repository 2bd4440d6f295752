/** Every way in which a process of ours is told to end. `stop` may be called several times: by signals, and when its parent is gone. */
export function onStop(stop: () => void): void {
  // A terminal that is closed sends SIGHUP to all processes of it at once: without this they would end in the middle of their work.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
}

import type { Writable } from 'node:stream';

/**
 * Lets a stream send in one system call what is written to it within one turn of the event loop. amqplib writes each frame by
 * itself: a reply and the acknowledgement of its request are two calls then, and a system call is the most expensive part of a
 * message. Nothing waits longer for it than for the end of the turn.
 */
export function writeTogether(stream: Writable): void {
  const write = stream.write;
  let corked = false;
  stream.write = function (this: Writable, ...written: Parameters<typeof write>) {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return write.apply(this, written);
  } as typeof write;
}

"""Recommendations, the context that keeps a processor busy, behind the same messages as microservices/recommendations. See README.md."""

import os
import signal
import sys
import threading

from answers import Answers
from broker import Broker
from deadletters import revive_dead_letters
from log import Logger
from metrics import Counts
from ops import start_ops
from prune import keep_pruning
from settings import SERVICE, SettingError, read_settings
from store import Store
from subscriber import Subscriber

# Exit codes, as of all programs of the shop.
FINE, FAILED, BAD_SETTING = 0, 1, 2

# All of the process's end may take so long, in seconds. The lab kills it a second later.
END_SECONDS = 9


def main(arguments):
    """Does what the first argument says. Without one it serves until it is told to end. Returns the exit code."""
    # What a command for operators logs goes to the standard error: its result has the standard output for itself.
    log = Logger(sys.stderr if arguments else sys.stdout, os.environ.get("LOG_LEVEL") or "info")
    try:
        settings = read_settings(os.environ)
        if not arguments:
            serve(settings, log)
        elif arguments[0] == "redrive":
            redrive(settings)
        else:
            raise SettingError(f'{SERVICE} has no command "{arguments[0]}". Valid: redrive, or none to serve.')
        return FINE
    except SettingError as error:
        print(error, file=sys.stderr)
        return BAD_SETTING
    except Exception as error:
        log.fatal("could not start", err=error)
        return FAILED


def serve(settings, log):
    """Answers requests and applies events until a signal comes, then finishes what it has begun and takes on nothing new."""
    # Before the first thread: all inherit it. One thread waits for signals, so that none comes in the middle of the others' work.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    if settings.tracing:
        log.warn("TRACING is on: this program sends no spans")
    store = Store(settings)
    counts = Counts()
    broker = Broker(settings, log, Answers(store, log, counts), Subscriber(store, log, counts))
    threading.Thread(target=end_on_signal, args=(broker, log), daemon=True).start()
    broker.connect_first()
    port = start_ops(settings, log, store, broker, counts)
    keep_pruning(store, settings.retention_ms, log)
    log.info("serving", opsPort=port)
    broker.run()
    store.close()


def end_on_signal(broker, log):
    """Waits for a signal, has the broker drain, and ends the process where that takes too long."""
    cause = signal.Signals(signal.sigwait({signal.SIGTERM, signal.SIGINT})).name
    log.info("ending", cause=cause)
    broker.end()
    if not broker.ended.wait(END_SECONDS):
        log.error("still busy: ending anyway", afterMs=END_SECONDS * 1000)
        os._exit(FAILED)


def redrive(settings):
    """Has the dead letters tried again, and tells the operator how many there were."""
    many = revive_dead_letters(settings)
    letters = "a dead letter" if many == 1 else f"{many} dead letters"
    print(f"{SERVICE}: " + ("there are no dead letters" if many == 0 else f"{letters} on the way again"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

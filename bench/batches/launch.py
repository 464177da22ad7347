"""Run commands side by side and print, as JSON, how long they took together and what they used.

A child's peak memory is never less than that of the process which starts it, so this one stays small: it imports next
to nothing, and is run as a script of its own. Not here: which commands (`bench.batches.engines`). Needs a Unix.
"""

import json
import os
import sys
from time import perf_counter


def main() -> None:
    """Run the commands in the first argument, a JSON list; each has its words and a file for what it prints."""
    started = perf_counter()
    children = [start(words, printed) for words, printed in json.loads(sys.argv[1])]
    ended = [os.wait4(child, 0) for child in children]
    seconds = perf_counter() - started
    print(json.dumps({
        "seconds": seconds,
        "cpu": sum(usage.ru_utime + usage.ru_stime for _, _, usage in ended),
        "peak": sum(usage.ru_maxrss for _, _, usage in ended),
        "status": max(os.waitstatus_to_exitcode(status) & 255 for _, status, _ in ended),
    }))  # fmt: skip


def start(words: list[str], printed: str) -> int:
    """Start a command; the number of its process. What it says on standard error stands beside what it prints."""
    new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [(os.POSIX_SPAWN_OPEN, 1, printed, new, 0o644), (os.POSIX_SPAWN_OPEN, 2, f"{printed}.err", new, 0o644)]
    return os.posix_spawnp(words[0], words, os.environ, file_actions=files)


if __name__ == "__main__":
    main()

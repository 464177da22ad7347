"""Merely read a file of JSON Lines and decode it, one line at a time: the least that a batch can take."""

import sys

from msgspec import json


def main() -> None:
    """Decode the file named first."""
    decode = json.Decoder().decode
    with open(sys.argv[1], "rb") as file:
        for line in file:
            decode(line)


if __name__ == "__main__":
    main()

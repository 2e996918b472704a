"""``python -m pubkpi``."""

from pubkpi.cli.app import main

if __name__ == "__main__":
    main()

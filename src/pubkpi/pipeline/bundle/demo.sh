#!/bin/sh
# Walks the whole way on sample data, in a folder of the user.
set -eu
target=${PUBKPI_HOME:-$HOME/.local/share/pubkpi}
exec "$target/venv/bin/pubkpi" demo "${1:-$HOME/pubkpi-demo}"

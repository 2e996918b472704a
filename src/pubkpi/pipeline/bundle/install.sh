#!/bin/sh
# Installs pubkpi for this user, without a network and without root.
set -eu
cd "$(dirname "$0")"
target=${PUBKPI_HOME:-$HOME/.local/share/pubkpi}
python=

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != tuple(map(int, "@PYTHON@".split("."))))' 2>/dev/null; }

for one in ${PYTHON:-python@PYTHON@ python3 "$target/python/bin/python3"}; do
    if fits "$one"; then python=$one && break; fi
done
if [ -z "$python" ]; then
    for one in cpython-@PYTHON@.*@MACHINE@*linux-gnu*install_only*.tar.gz; do
        [ -f "$one" ] || continue
        echo "正在为当前用户安装 Python @PYTHON@……"
        mkdir -p "$target"
        tar -xzf "$one" -C "$target"
        python=$target/python/bin/python3
    done
fi
if [ -z "$python" ] || ! fits "$python"; then
    echo "没有找到 Python @PYTHON@（含 venv）。把 cpython-@PYTHON@.…-@MACHINE@-…-install_only.tar.gz 放到这个文件夹里，再运行一次（见 README.txt）。" >&2
    exit 1
fi

echo "正在安装 pubkpi，要一两分钟……"
"$python" -m venv --clear "$target/venv"
pip() { "$target/venv/bin/python" -m pip --disable-pip-version-check "$@"; }
pip install -q --no-index --no-deps --require-hashes --no-cache-dir --no-compile -r requirements.txt
pip check
"$target/venv/bin/pubkpi" --version
if [ -z "${PUBKPI_HOME:-}" ]; then
    mkdir -p "$HOME/.local/bin"
    ln -sf "$target/venv/bin/pubkpi" "$HOME/.local/bin/pubkpi"
fi
echo "装好了。先看样例：sh demo.sh；自己用：$target/venv/bin/pubkpi（或重新登录后直接写 pubkpi）。"

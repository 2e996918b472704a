"""What operating systems refuse: why a file or folder, in both languages, and which names."""

import errno
import re

from pubkpi.model.text import Text, same

# What Windows calls its devices, whatever stands behind a dot: no file can be called so there.
RESERVED = re.compile(r"(?i:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?=\.|$)")
_SHARING, _LOCKED = 32, 33  # Windows: another program holds the file, or a part of it
_DENIED = 5  # what Windows says as well where a file that another program has open is to be replaced
_HELD = Text("正被别的程序占用", "another program holds it")
_REASONS = {
    errno.ENOSPC: Text("磁盘已满", "No space left on device"),
    errno.EDQUOT: Text("磁盘配额已用完", "Disk quota exceeded"),
    errno.EFBIG: Text("文件太大", "File too large"),
    errno.EACCES: Text("没有权限", "Permission denied"),
    errno.EPERM: Text("系统不允许", "Operation not permitted"),
    errno.EROFS: Text("磁盘是只读的", "Read-only file system"),
    errno.ENOENT: Text("没有这个文件或文件夹", "No such file or directory"),
    errno.EEXIST: Text("已有同名的文件或文件夹", "File exists"),
    errno.EISDIR: Text("这是文件夹，不是文件", "Is a directory"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "Not a directory"),
    errno.ENOTEMPTY: Text("文件夹不是空的", "Directory not empty"),
    errno.ENAMETOOLONG: Text("文件名或路径太长", "File name too long"),
    errno.ELOOP: Text("链接绕成了圈", "Too many levels of symbolic links"),
    errno.EINVAL: Text("名称或参数不合法", "Invalid argument"),
    errno.EBUSY: _HELD,
    errno.EXDEV: Text("不能跨磁盘移动", "Invalid cross-device link"),
    errno.EMFILE: Text("同时打开的文件太多", "Too many open files"),
    errno.ENFILE: Text("系统打开的文件太多", "Too many open files in system"),
    errno.ENOMEM: Text("内存不足", "Cannot allocate memory"),
    errno.EIO: Text("磁盘或网络读写出错", "Input/output error"),
    errno.ENODEV: Text("没有这个设备", "No such device"),
    errno.ETIMEDOUT: Text("等待超时", "Connection timed out"),
    errno.EPIPE: Text("接收的一方已经关闭", "Broken pipe"),
}
if hasattr(errno, "ESTALE"):
    _REASONS[errno.ESTALE] = Text("网络文件夹已断开", "Stale file handle")


def is_open_elsewhere(problem: OSError) -> bool:
    """Whether another program holds the file."""
    return getattr(problem, "winerror", None) in (_SHARING, _LOCKED)


def is_perhaps_open_elsewhere(problem: OSError) -> bool:
    """Whether another program may hold the file that could not be replaced; only Windows refuses that."""
    return is_open_elsewhere(problem) or getattr(problem, "winerror", None) == _DENIED


def reason(problem: OSError) -> Text:
    """Why the system refused, in the usual words; what is not listed here stays in the system's own."""
    if is_open_elsewhere(problem):
        return _HELD
    return _REASONS.get(problem.errno or 0) or same(problem.strerror or str(problem))


def reason_in(words: str) -> Text | None:
    """The reason that an engine's *words* quote from the system behind a colon, None where they quote none."""
    return next((why for why in _REASONS.values() if why is not _HELD and f": {why.en}".lower() in words.lower()), None)

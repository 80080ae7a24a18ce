"""The system calls that no reader needs, refused by a seccomp filter: numbers of the two processors that are known.

A list of what is refused, not of what is allowed: libraries change what they call, and a reader that dies of it reads nothing.
Numbers and structures are those of linux/seccomp.h, linux/filter.h and asm/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
X86_64, AARCH64 = "x86_64", "aarch64"
ARCHITECTURES = {X86_64: 0xC000003E, AARCH64: 0xC00000B7}
REFUSED = {
    X86_64: (
        *(41, 42, 49, 50, 425),  # sockets (io_uring opens them, too)
        *(57, 58, 59, 322),  # other processes and programs
        *(101, 310, 311, 438, 321, 272, 308),  # other processes' memory and descriptors, other name spaces
        *(90, 91, 268, 452, 92, 93, 94, 260, 132, 235, 261, 280),  # modes, owners and times of files, which Landlock leaves free
        *(188, 189, 190, 197, 198, 199, 463, 466, 469),  # attributes of files
        *(133, 259, 88, 266, 86, 265, 304, 161),  # devices and pipes with names, links, files by handle, another root
        *(29, 30, 31, 64, 65, 66, 220, 68, 69, 70, 71, 240, 241, 319, 447, 248, 249, 250),  # memory, messages, keys that outlive a process
        *(141, 142, 144, 203, 314, 251, 424),  # how fast others run; signals by a descriptor
    ),
    AARCH64: (
        *(198, 203, 200, 201, 425),
        *(221, 281),
        *(117, 270, 271, 438, 280, 97, 268),
        *(52, 53, 452, 54, 55, 88),
        *(5, 6, 7, 14, 15, 16, 463, 466, 469),
        *(33, 36, 37, 265, 51),
        *(194, 195, 196, 190, 191, 192, 193, 186, 187, 188, 189, 180, 181, 279, 447, 217, 218, 219),
        *(140, 118, 119, 122, 274, 30, 424),
    ),
}
# prlimit64 of this process only (0 is itself); kill, tkill, tgkill and their queued forms likewise (0 would be its group).
LIMIT = {X86_64: 302, AARCH64: 261}
SIGNALS = {X86_64: (62, 200, 234, 129, 297), AARCH64: (129, 130, 131, 138, 240)}
CLONE, CLONE3 = {X86_64: 56, AARCH64: 220}, 435
CLONE_THREAD = 0x10000
X32_CALLS = 0x40000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, REFUSE, UNKNOWN, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x80000000
Step = tuple[int, int, int, int]


def refuse_calls(library: ctypes.CDLL) -> bool:
    """Refuse the calls from here on; return whether the kernel does."""
    machine = platform.machine()
    if machine not in ARCHITECTURES or struct.calcsize("P") != 8:
        return False
    steps = _steps(machine)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    return int(library.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), program, 0, 0)) == 0


def _steps(machine: str) -> list[Step]:
    steps: list[Step] = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32_CALLS), (RETURN, 0, 0, REFUSE),
    ]  # fmt: skip
    for call in REFUSED[machine]:
        steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, REFUSE)]
    # Its arguments lie in memory, where a filter cannot look; told that it is unknown, libraries take clone.
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, UNKNOWN)]
    steps += _of_argument(CLONE[machine], (ANY_BIT, 1, 0, CLONE_THREAD))
    own = os.getpid()
    steps += _of_argument(LIMIT[machine], (EQUAL, 2, 0, 0), (EQUAL, 1, 0, own))
    for call in SIGNALS[machine]:
        # A thread's number is its own, so tkill reaches the first thread only; libraries use tgkill.
        steps += _of_argument(call, (EQUAL, 1, 0, own))
    return [*steps, (RETURN, 0, 0, ALLOW)]


def _of_argument(call: int, *tests: Step) -> list[Step]:
    """Return the steps that allow a call where its first argument passes one of the tests; each jumps over the refusal."""
    inside = [(LOAD, 0, 0, FIRST_ARGUMENT), *tests, (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return [(EQUAL, 0, len(inside), call), *inside]

"""Runs a command on a terminal of its own: on_terminal.py '[["text to wait for", "keys to press"], …]' COMMAND…

Prints what the screen got, and ends with the command's exit code.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

steps = json.loads(sys.argv[1])
pid, screen = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
seen = ""
while True:
    try:
        data = os.read(screen, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data.decode(errors="replace")
    sys.stdout.write(data.decode(errors="replace"))
    if steps and steps[0][0] in seen:
        # What comes after the keys answers them.
        seen = ""
        os.write(screen, steps.pop(0)[1].encode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

"""Runs a command on a pseudo-terminal of so many columns, and prints what its screen gets.

    screen.py COLUMNS ANSWER COMMAND…

ANSWER is typed as soon as the command asks for it; empty for nothing. The exit code is the command's.
"""
import fcntl, os, pty, struct, sys, termios

columns, answer, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
process, terminal = pty.fork()
if process == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    attributes = termios.tcgetattr(0)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(0, termios.TCSANOW, attributes)
    os.execvp(command[0], command)
text = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    text += part
    if answer and text.rstrip().endswith(b"Type 'yes' to apply:"):
        os.write(terminal, answer.encode() + b"\n")
        answer = ""
sys.stdout.buffer.write(text.replace(b"\r\n", b"\n"))
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))

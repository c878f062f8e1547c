"""LibreOffice for the tests: found on the machine, else installed by the system's packages (96 MB, half a minute)."""

import os
import shutil
import subprocess
import sys

NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")


def found() -> str | None:
    """The office's program: the one named in OFFICE, or one on the path."""
    return os.environ.get("OFFICE") or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        packages = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "libreoffice-calc"]
        for command in (packages, ["apt-get", "update", "-q"], packages):
            if subprocess.run(command, check=False, capture_output=True).returncode == 0 and found():
                return


if __name__ == "__main__":
    if not found():
        install()
    if not found():
        sys.exit("No LibreOffice was found or could be installed. Install one, or name it: OFFICE=/path make test")

"""A file compiles as it is, and with each of the macros it must not, by a static assertion.

usage: must_not_compile.py FILE MACRO... -- COMPILER [OPTION...]
"""

import subprocess
import sys


def main() -> int:
    split = sys.argv.index("--")
    source, *macros = sys.argv[1:split]
    compiler = sys.argv[split + 1 :] + ["-fsyntax-only", source]

    done = subprocess.run(compiler, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{source} does not compile:\n{done.stderr}")
        return 1
    for macro in macros:
        done = subprocess.run([*compiler, f"-D{macro}"], capture_output=True, text=True)
        if done.returncode == 0:
            print(f"{source} compiles with {macro}")
            return 1
        if "static assertion failed" not in done.stderr and "static_assert failed" not in done.stderr:
            print(f"{source} with {macro} fails for another reason:\n{done.stderr}")
            return 1
        print(f"{macro}: refused by a static assertion")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Every C++ test program of every build."""

import os
import re
import subprocess


def test_program(meson_test, root, record_property):
    build, test = meson_test
    done = subprocess.run(
        test["cmd"],
        cwd=test["workdir"] or build,
        env=os.environ | test["env"],
        timeout=test["timeout"] * 4 or None,
        capture_output=True,
        text=True,
    )
    print(done.stdout[-20000:], done.stderr[-20000:])
    assert done.returncode == 0
    if test["name"].endswith("backends"):  # what ran by name, and what did not
        said = re.findall(r"^.+: \d+ cases$|^skipped: .+$", done.stdout, re.MULTILINE)
        assert said, "the backends were not counted"
        record_property(build.name, ", ".join(said))

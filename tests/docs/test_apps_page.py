"""docs/reference/apps.md is what the table of apps says today."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def page(folder: pathlib.Path, include: pathlib.Path) -> str:
    program = folder / "apps_page"
    source = ROOT / "tools" / "apps_page.cpp"
    subprocess.run(["g++", "-std=c++20", "-I", include, source, "-o", program], check=True)
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def test_the_page_is_made_of_the_table(tmp_path):
    made = page(tmp_path, ROOT / "include")
    kept = (ROOT / "docs/reference/apps.md").read_text(encoding="utf-8")
    assert kept == made, "make it anew, as tools/apps_page.cpp says"


def test_every_rule_and_every_app_is_on_it():
    kept = (ROOT / "docs/reference/apps.md").read_text(encoding="utf-8")
    texts = (ROOT / "include/otpp/provisioning/rule.hpp").read_text(encoding="utf-8")
    rules = re.findall(r'^    \{"(\w+)", severity::', texts, re.MULTILINE)
    assert len(rules) >= 40
    assert re.findall(r"^### (\w+)$", kept, re.MULTILINE) == rules
    facts = (ROOT / "include/otpp/provisioning/app_table.hpp").read_text(encoding="utf-8")
    rows = len(re.findall(r"^\| .* \| .* \| .* \|$", kept.split("## Rule by rule")[1], re.MULTILINE))
    headings = kept.split("## Rule by rule")[1].count("| app | what it does | source |")
    assert rows - headings == len(re.findall(r"^OTPP_APP_FACT\(", facts, re.MULTILINE)) >= 150

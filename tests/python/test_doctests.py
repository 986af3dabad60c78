"""The examples in the docstrings are true: those of the modules, and of the extension's types."""

import doctest

import otpp
import otpp.bulk
import otpp.provisioning
import otpp.provisioning.migration
import otpp.provisioning.qr
import otpp.provisioning.steam
import pytest

NAMES = {**vars(otpp), "otpp": otpp}


def examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    parts = {"otpp.provisioning.qr.QR": otpp.provisioning.qr.QR, **{name: getattr(otpp, name) for name in otpp.__all__}}
    yield doctest.DocTestParser().get_doctest(otpp.__doc__, dict(NAMES), "otpp", None, None)
    for module in (otpp.bulk, otpp.provisioning.migration, otpp.provisioning, otpp.provisioning.steam):
        for test in finder.find(module, module.__name__, globs={**NAMES, **vars(module)}):
            if test.examples:
                yield test
    for name, part in parts.items():
        if isinstance(part, type):
            for test in finder.find(part, name, module=False, globs=dict(NAMES)):
                if test.examples:
                    yield test
    for name in otpp.bulk.__all__:
        documented = getattr(otpp.bulk, name).__doc__
        yield doctest.DocTestParser().get_doctest(documented, dict(NAMES), f"otpp.bulk.{name}", None, None)


EXAMPLES = list(examples())


def failures(test):
    said = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    return "".join(said)


def test_the_examples_were_found():
    names = {test.name for test in EXAMPLES}
    assert {"otpp.provisioning.migration", "otpp.provisioning", "otpp.provisioning.steam.from_shared_secret"} <= names
    assert {"otpp.bulk", "otpp.bulk.match", "otpp.bulk.passcodes", "KeySet"} <= names
    assert {"otpp", "otpp.provisioning.qr.QR", "Secret", "TOTP", "HOTP", "Account", "Match"} <= names
    assert sum(len(test.examples) for test in EXAMPLES) >= 13


@pytest.mark.parametrize("test", EXAMPLES, ids=lambda test: test.name)
def test_examples(test):
    assert failures(test) == ""


def test_a_wrong_example_fails():
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert "Expected" in failures(test)

#!/usr/bin/env python3
"""List the public functions of the headers that return or keep a view, by clang's syntax tree.

A function borrows if it returns a reference, a pointer, a span, a string_view or a type that holds one,
and has an object or an argument to borrow it from; if it constructs a type that holds one; or if it may
put one into such an object. `python3 tests/hardening/borrowing.py` prints them.
"""

import collections
import dataclasses
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"

BASE = re.compile(r"([| `-]*)(?:virtual )?(?:public|protected|private) '([^']*)'")
NODE = re.compile(r"([| `-]*)(\w+) 0x[0-9a-f]+ (.*)")
WORDS = r"(?:(?:used|referenced|implicit|constexpr|invalid) )*"
PLACE = r"(?:<.*?> )?(?:(?:\S+:\d+(?::\d+)?|<invalid sloc>) )?"
FUNCTION = re.compile(rf"{PLACE}{WORDS}(?P<name>.+?) '(?P<type>[^']*)'(?P<rest>.*)")
VALUE = re.compile(r".*? '(?P<type>[^']*)'(?::'[^']*')?")
RECORD = re.compile(r"(?:class|struct|union) (?P<name>\w+) definition")
NAMESPACE = re.compile(r"(?P<name>\w+)(?: inline)?(?: nested)?$")  # clang 19 adds "nested" in `namespace otpp::detail`
FUNCTIONS = ("FunctionDecl", "CXXMethodDecl", "CXXConstructorDecl", "CXXConversionDecl")

# Assignments and compound assignments return the object that they are called on.
ASSIGNMENT = re.compile(r"operator(?:<<|>>|[-+*/%&|^])?=$|operator(\+\+|--)$")


@dataclasses.dataclass
class Function:
    name: str  # with its namespaces and classes
    owner: str | None  # the class
    kind: str
    returns: str
    parameters: list[str]
    is_static: bool
    is_const: bool
    is_deleted: bool
    is_bound: bool  # [[clang::lifetimebound]]


@dataclasses.dataclass
class Record:
    name: str
    fields: list[str] = dataclasses.field(default_factory=list)
    bases: list[str] = dataclasses.field(default_factory=list)
    shows_fields: bool = False  # to its users
    constructors: bool = False
    destructor: bool = False


def syntax_tree(text: str):
    """The lines of clang's tree of the namespace otpp for a source text."""
    command = ["clang++", "-std=c++20", "-fsyntax-only", "-fno-color-diagnostics", "-I", INCLUDE]
    command += ["-Xclang", "-ast-dump", "-Xclang", "-ast-dump-filter=otpp", "-x", "c++", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def returned(signature: str) -> str:
    """The type before the parameters of a function type."""
    nesting = 0
    for at, c in enumerate(signature):
        nesting += (c == "<") - (c == ">")
        if c == "(" and nesting == 0:
            arrow = signature.rfind("-> ")
            return signature[arrow + 3 :] if arrow > at else signature[:at].strip()
    return signature


def declarations(lines):
    """The functions and classes of a tree that a user may name, and the types of its aliases."""
    functions, records, aliases = [], {}, {}
    scopes = []  # [depth, name, access, record or None]
    skip = None  # the depth whose children are not read
    patterns = {}  # template declarations whose pattern was read, by depth
    current = None  # the function whose parameters follow, and its depth
    for line in lines:
        match = NODE.match(line)
        if match is None:
            base = BASE.match(line)
            if base and skip is None and scopes and len(base[1]) // 2 == scopes[-1][0] + 1:
                scopes[-1][3].bases.append(base[2])
            continue
        depth, kind, rest = len(match[1]) // 2, match[2], match[3]
        if skip is not None and depth > skip:
            continue
        skip = None
        while scopes and scopes[-1][0] >= depth:
            scopes.pop()
        for known in [d for d in patterns if d >= depth]:
            del patterns[known]
        if current is not None and depth <= current[1]:
            current = None
        if current is not None:
            if kind == "ParmVarDecl" and depth == current[1] + 1:
                if value := VALUE.match(rest):
                    current[0].parameters.append(value["type"])
            elif kind == "LifetimeBoundAttr":
                current[0].is_bound = True
            elif depth == current[1] + 1:
                skip = depth
            continue
        scope = scopes[-1] if scopes else None
        if kind == "AccessSpecDecl" and scope:
            scope[2] = rest.split()[-1]
            continue
        hidden = scope is not None and scope[2] in ("private", "protected")
        if kind == "NamespaceDecl":
            name = NAMESPACE.search(rest)
            if name is None or name["name"] == "detail":
                skip = depth
            else:
                outer = scope[1] + "::" if scope else ""
                scopes.append([depth, outer + name["name"], "public", None])
        elif kind in ("ClassTemplateDecl", "FunctionTemplateDecl", "FriendDecl"):
            if kind == "FriendDecl":
                skip = depth
            else:
                patterns[depth] = False
        elif kind == "CXXRecordDecl":
            definition = RECORD.search(rest)
            if patterns.get(depth - 1):
                definition = None
            if definition is None or " parent " in rest:
                skip = depth
                continue
            if depth - 1 in patterns:
                patterns[depth - 1] = True
                while scopes and scopes[-1][0] >= depth - 1:
                    scopes.pop()
                scope = scopes[-1] if scopes else None
                hidden = scope is not None and scope[2] in ("private", "protected")
            if hidden or scope is None:
                skip = depth
                continue
            name = f"{scope[1]}::{definition['name']}"
            record = records[name] = Record(name)
            access = "private" if f"class {definition['name']} def" in rest else "public"
            scopes.append([depth, name, access, record])
        elif kind == "TypeAliasDecl" and not hidden:
            if alias := FUNCTION.match(rest):
                aliases[alias["name"]] = alias["type"]
            skip = depth
        elif kind == "FieldDecl" and scope and scope[3]:
            if value := VALUE.match(rest):
                scope[3].fields.append(value["type"])
                scope[3].shows_fields |= not hidden
            skip = depth
        elif kind == "CXXDestructorDecl" and scope and scope[3]:
            scope[3].destructor |= " implicit " not in rest and " default" not in rest
            skip = depth
        elif kind in FUNCTIONS:
            is_pattern = depth - 1 in patterns
            skip = depth
            if is_pattern and patterns[depth - 1]:
                continue  # an instantiation
            if is_pattern:
                patterns[depth - 1] = True
            found = FUNCTION.match(re.sub(r"^(?:(?:parent|prev) 0x\w+ )+", "", rest))
            if found is None or scope is None or hidden or " implicit " in rest:
                continue
            if rest.startswith(("parent", "prev")):
                continue  # declared before
            record = scope[3]
            if kind == "CXXConstructorDecl" and record:
                record.constructors = True
            function = Function(
                name=f"{scope[1]}::{re.sub(r'(?<=[a-z_])<.*', '', found['name'])}",
                owner=record.name if record else None,
                kind=kind,
                returns=returned(found["type"]),
                parameters=[],
                is_static=" static" in found["rest"],
                is_const=") const" in found["type"],
                is_deleted=" delete" in found["rest"],
                is_bound="lifetimebound" in found["type"],
            )
            functions.append(function)
            current, skip = (function, depth), None
        else:
            skip = depth
    return functions, records, aliases


def short(name: str) -> str:
    return name.rsplit("::", 1)[-1]


def words(types) -> set[str]:
    return {word for type in types for word in re.findall(r"\w+", type)}


def is_pointer(field: str) -> bool:
    return field.removesuffix("const").rstrip().endswith("*") and "(*" not in field


def views(records, aliases) -> dict[str, set[str]]:
    """The classes that hold a reference, a pointer or a view of others, by their short names: what
    they hold. A class with a destructor owns what its pointers point to."""
    found = {"string_view": {"string_view"}, "span": {"span"}}
    while True:
        before = {name: set(of) for name, of in found.items()}
        for alias, type in aliases.items():
            if held := words([type]) & found.keys():
                found[alias] = set().union(*(found[name] for name in held))
        for record in records.values():
            held = words(record.fields + record.bases) & found.keys()
            held |= set().union(*(found[name] for name in held))
            pointers = [f for f in record.fields if is_pointer(f) and not record.destructor]
            if pointers or any(f.endswith("&") for f in record.fields):
                held.add("a pointer")
            if held:
                found[short(record.name)] = found.get(short(record.name), set()) | held
        if found == before:
            return found


def borrowed(type: str, view_types) -> bool:
    return not view_types.keys().isdisjoint(words([type]))


def is_borrower(function, view_types) -> bool:
    own = short(function.owner) if function.owner else None
    if function.is_deleted or ASSIGNMENT.search(function.name):
        return False
    takes = [p for p in function.parameters if p.endswith(("&", "*")) or borrowed(p, view_types)]
    if function.kind == "CXXConstructorDecl":
        copies = len(takes) == 1 and re.search(rf"\b{own}\b", takes[0]) is not None
        return own in view_types and bool(takes) and not copies
    gives = function.returns.endswith(("&", "*")) or borrowed(function.returns, view_types)
    member = function.owner is not None and not function.is_static
    if gives and (member or takes):
        return True
    may_keep = words(function.parameters) & view_types.get(own, set())
    return member and not function.is_const and bool(may_keep)


def listing(text: str):
    """The borrowing functions, and the aggregates that hold a view, by name: how many overloads of
    each (those for const and other objects are one), and how they are guarded."""
    functions, records, aliases = declarations(syntax_tree(text))
    view_types = views(records, aliases)
    deleted = {f.name for f in functions if f.is_deleted}
    overloads = collections.defaultdict(set)
    guards = collections.defaultdict(set)
    for function in functions:
        if not is_borrower(function, view_types):
            continue
        overloads[function.name].add(tuple(function.parameters))
        guards[function.name] |= {"lifetimebound"} if function.is_bound else set()
        guards[function.name] |= {"deleted"} if function.name in deleted else set()
    for record in records.values():
        is_aggregate = record.shows_fields and not record.constructors
        if is_aggregate and short(record.name) in view_types:
            overloads[record.name].add(())
    return {name: (len(of), sorted(guards[name])) for name, of in sorted(overloads.items())}


def public_headers(without=()):
    found = (p.relative_to(INCLUDE).as_posix() for p in INCLUDE.glob("otpp/**/*.hpp"))
    return sorted(h for h in found if "/detail/" not in h and h not in without)


def includes(headers):
    return "".join(f"#include <{h}>\n" for h in headers)


if __name__ == "__main__":
    for name, (count, guards) in listing(includes(public_headers())).items():
        print(f"{name}{f' x{count}' if count > 1 else ''}: {', '.join(guards) or 'nothing'}")

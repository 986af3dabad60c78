// SPDX-License-Identifier: BSL-1.0
// Provisioning for Python: it converts and decides nothing.

#include "provisioning/provisioning.hpp"

#include "shared/arguments.hpp"
#include "shared/convert.hpp"
#include "shared/descriptors.hpp"

#include <otpp/provisioning.hpp>

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace otpp::python {

using namespace provisioning;

namespace {

template <auto const& names, auto body>
void add_function(py::module_& to, char const* documentation)
{
    interned_names<names> = names.intern();
    auto* const definition = definition_of<&function<names, body>>(names.function, documentation);
    auto made = py::reinterpret_steal<py::object>(
        PyCFunction_NewEx(definition, nullptr, py::str("otpp").ptr()));
    if (!made) throw py::error_already_set();
    to.attr(names.function) = made;
}

// How many characters are before a byte of the text.
std::size_t characters(std::string_view text, std::size_t bytes)
{
    std::size_t count = bytes;
    for (std::size_t i = 0; i != bytes && i != text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) --count;
    return count;
}

[[noreturn]] void refuse_name(char const* what)
{
    PyErr_SetString(PyExc_ValueError, what);
    throw py::error_already_set();
}

otpp::provisioning::app app_of_name(PyObject* value)
{
    auto const name = text_of(value, "an app is one of App, or its name", 32, {reason::uri_type});
    for (auto const each : all_apps)
        if (to_string(each) == name) return each;
    refuse_name("no app of that name: otpp.provisioning.App lists them");
}

otpp::provisioning::profile profile_of(PyObject* value)
{
    if (value == nullptr) return profile::portable;
    auto const name =
        text_of(value, "a profile is one of Profile, or its name", 32, {reason::uri_type});
    for (auto const each : {profile::portable, profile::google_authenticator, profile::freeotp,
                            profile::aegis, profile::apple, profile::two_fas, profile::stratum})
        if (to_string(each) == name) return each;
    refuse_name("no profile of that name: otpp.provisioning.Profile lists them");
}

// The Python side, imported when it is first needed.
py::object python_side(char const* module, char const* name)
{
    return py::module_::import(module).attr(name);
}

// ---- lint

constexpr signature<2> lint_names{"lint", {"uri", "app"}, 1, 1};

py::tuple facts_of_finding(finding const& from)
{
    auto const fact_type = python_side("otpp.provisioning", "Fact");
    auto const app_type = python_side("otpp.provisioning", "App");
    py::tuple facts(from.facts().size());
    for (std::size_t i = 0; auto const& each : from.facts())
        facts[i++] = fact_type(app_type(to_str(to_string(each.app))), to_str(each.does),
                               to_str(each.source()));
    return facts;
}

py::object lint_to_python(PyObject* uri, PyObject* target)
{
    if (!PyUnicode_Check(uri)) type_error("a URI is text");
    static std::string const too_long(max_uri_size + 1, 'x'); // is told by its length alone
    bool const fits = static_cast<std::size_t>(PyUnicode_GET_LENGTH(uri)) <= max_uri_size;
    auto const text =
        fits ? text_of(uri, "a URI is text", max_uri_size, {reason::uri_too_long}) : too_long;
    bool const for_all = target == nullptr || target == Py_None;
    auto const found = for_all ? lint(text) : lint(text, app_of_name(target));
    auto const finding_type = python_side("otpp.provisioning", "Finding");
    py::list findings;
    for (auto const& each : found.list()) {
        py::object reason = py::none();
        if (each.refused) reason = known->reasons(static_cast<int>(*each.refused));
        findings.append(finding_type(to_str(to_string(each.rule)),
                                     to_str(to_string(each.severity())), to_str(each.parameter()),
                                     characters(text, each.offset), to_str(each.message()),
                                     to_str(each.mend()), facts_of_finding(each), reason));
    }
    return findings;
}

// ---- as_read_by

constexpr signature<2> as_read_by_names{"as_read_by", {"app", "uri"}, 2, 2};
constexpr signature<1> code_at_names{"code_at", {"time"}, 1, 1};
constexpr signature<0> repr_names{"__repr__", {}, 0, 0};
constexpr char const* not_copied = "it holds a secret and is neither copied nor pickled";
constexpr char const* only_given = "a Reading is what as_read_by() gives";

py::object read_to_python(PyObject* app, PyObject* uri)
{
    auto const which = app_of_name(app);
    auto const text =
        text_of(uri, "a URI is text", max_uri_size, {reason::uri_too_long, max_uri_size});
    return py::cast(as_read_by(which, text));
}

void define_reading(py::module_& module)
{
    py::class_<reading> type(module, "Reading", py::is_final(),
                             R"(What an app makes of a URI: as_read_by().

>>> shown = otpp.as_read_by("google_authenticator",
...     "otpauth://totp/ACME:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME&digits=8")
>>> shown.issuer, shown.name, shown.digits
('ACME', 'alice', 6)
>>> shown.code_at(59)
'287082')");
    add_property<reading, [](reading& r) -> py::object {
        return python_side("otpp.provisioning", "App")(to_str(to_string(r.app())));
    }>(type, "app", "An App.");
    add_property<reading, [](reading& r) -> py::object { return to_str(to_string(r.outcome())); }>(
        type, "outcome", "\"read\", \"unsafe\" (the app asks first) or \"refused\".");
    add_property<reading, [](reading& r) -> py::object {
        if (!r.why()) return py::none();
        return to_str(to_string(*r.why()));
    }>(type, "why", "The rule for which it is refused or unsafe, as lint() names it, or None.");
    add_property<reading, [](reading& r) -> py::object { return to_str(r.issuer()); }>(
        type, "issuer", "What the app shows as the issuer; empty where it shows none.");
    add_property<reading, [](reading& r) -> py::object { return to_str(r.name()); }>(
        type, "name", "What the app shows as the account's name.");
    add_property<reading, [](reading& r) -> py::object {
        return known->otp_types(to_str(to_string(r.type())));
    }>(type, "type", "An OtpType.");
    add_property<reading, [](reading& r) -> py::object {
        return r.algorithm() ? to_python(*r.algorithm()) : py::none();
    }>(type, "algorithm", "An Algorithm; None where the app has one that otpp has not.");
    add_property<reading, [](reading& r) -> py::object { return py::int_(r.digits()); }>(
        type, "digits", "How many symbols the codes have.");
    add_property<reading, [](reading& r) -> py::object { return to_str(to_string(r.symbols())); }>(
        type, "symbols", "\"decimal\", \"steam\" or \"steam_reversed\".");
    add_property<reading, [](reading& r) -> py::object { return py::int_(r.period()); }>(
        type, "period", "Seconds from one code to the next, of totp.");
    add_property<reading, [](reading& r) -> py::object { return py::int_(r.counter()); }>(
        type, "counter", "That of the first code which the app shows, of hotp.");
    add_refusal<only_given>(type, "__init__");
    add_method<reading, repr_names, [](reading& r, auto const&) -> py::object {
        return py::str("<Reading by " + std::string{to_string(r.app())} + ": " +
                       std::string{to_string(r.outcome())} + ">");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    add_method<reading, code_at_names,
               [](reading& r, auto const& arguments) -> py::object {
                   return to_str(r.code_at(time_of(arguments[0])).view());
               }>(
        type, "code_at($self, time)\n--\n\n"
              "The code that the app shows at a time; of hotp the first one. Empty where there is\n"
              "none, and where otpp has not the algorithm.");
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<not_copied>(type, name);
}

// ---- migrations

constexpr signature<2> read_names{"_read_migration", {"texts", "refused"}, 2, 2};
constexpr signature<3> write_names{"_write_migration", {"accounts", "id", "drop_parameters"}, 3, 3};

[[noreturn]] void refuse_migration(error why, std::string const& where, py::object const& part,
                                   py::object const& account)
{
    auto const type = python_side("otpp.provisioning.migration", "MigrationError");
    auto said = where + ": " + std::string{message(why.reason)};
    py::object offset = py::none();
    if (why.offset != error::nowhere) {
        offset = py::int_(why.offset);
        said += " (at offset " + std::to_string(why.offset) + ")";
    }
    py::object const raised =
        type(said, known->reasons(static_cast<int>(why.reason)), offset, part, account);
    PyErr_SetObject(type.ptr(), raised.ptr());
    throw py::error_already_set();
}

// The texts are in the tuple, which lives as long as the parts.
std::vector<migration_part> parts_of(PyObject* texts)
{
    std::vector<migration_part> parts;
    for (Py_ssize_t i = 0; i != PyTuple_GET_SIZE(texts); ++i) {
        auto const text = text_of(PyTuple_GET_ITEM(texts, i), "a link is text",
                                  static_cast<std::size_t>(PY_SSIZE_T_MAX), {reason::uri_too_long});
        auto const part = migration_part::parse(text);
        if (!part) {
            error const why{part.error().reason, characters(text, part.error().offset)};
            refuse_migration(why, "link " + std::to_string(i + 1), py::int_(i), py::none());
        }
        parts.push_back(*part);
    }
    if (auto const fault = order_parts(parts)) {
        auto const number = std::to_string(fault->part + 1);
        auto const where = fault->why == reason::part_foreign ? "link " + number
                           : parts.empty()
                               ? "no link"
                               : "part " + number + " of " + std::to_string(parts[0].size());
        refuse_migration({fault->why}, where, py::int_(fault->part), py::none());
    }
    return parts;
}

py::object read_migration(PyObject* texts, PyObject* refused)
{
    if (!PyTuple_Check(texts)) type_error("the links are a tuple");
    auto const parts = parts_of(texts);
    auto const refused_type = python_side("otpp.provisioning.migration", "Refused");
    py::list accounts;
    for (auto const& part : parts)
        part.for_each([&](std::size_t index, result<account>&& read) {
            if (read) {
                accounts.append(py::cast(*std::move(read)));
                return;
            }
            auto const why = read.error().reason;
            if (refused == Py_None)
                refuse_migration({why},
                                 "account " + std::to_string(index + 1) + " of part " +
                                     std::to_string(part.index() + 1),
                                 py::int_(part.index()), py::int_(index));
            auto const said = refused_type(
                part.index(), index, known->reasons(static_cast<int>(why)), to_str(message(why)));
            py::reinterpret_borrow<py::object>(refused).attr("append")(said);
        });
    return accounts;
}

struct python_accounts {
    PyObject* list;
    [[nodiscard]] std::size_t size() const
    {
        return static_cast<std::size_t>(PyTuple_GET_SIZE(list));
    }
    [[nodiscard]] account const& operator[](std::size_t i) const
    {
        return self_of<account>(PyTuple_GET_ITEM(list, static_cast<Py_ssize_t>(i)));
    }
};

py::object migration_to_python(PyObject* given, PyObject* id, PyObject* drop)
{
    if (!PyTuple_Check(given)) type_error("the accounts are a tuple");
    python_accounts const accounts{given};
    for (std::size_t i = 0; i != accounts.size(); ++i)
        if (!py::isinstance<account>(PyTuple_GET_ITEM(given, static_cast<Py_ssize_t>(i))))
            type_error("each account is an Account");
    auto const number = integer_of(id, "id is a number of 32 bits", reason::counter_out_of_range,
                                   reason::counter_out_of_range);
    migration_options const options{static_cast<std::int32_t>(number), drop == Py_True};
    py::list texts;
    auto const fault = write_migration(accounts, options,
                                       [&](std::string_view text) { texts.append(to_str(text)); });
    if (fault)
        refuse_migration({fault->why}, "account " + std::to_string(fault->account + 1), py::none(),
                         py::int_(fault->account));
    return texts;
}

// ---- Steam

constexpr signature<1> steam_init{"SteamGuard", {"secret"}, 1, 1};
constexpr signature<1> steam_at{"at", {"time"}, 1, 1};
constexpr signature<0> steam_now{"now", {}, 0, 0};
constexpr signature<3> steam_match{"match", {"code", "at", "window"}, 1, 1};

unix_time now() { return std::chrono::system_clock::now(); }

py::object steam_code_at(steam_guard const& guard, unix_time time)
{
    if (auto const step = guard.step(time); !step) refuse(step.error());
    return to_str(guard.at(time).view());
}

void define_steam(py::module_& module)
{
    py::class_<steam_guard> type(module, "SteamGuard", py::is_final(),
                                 R"(Steam's codes: five symbols by the time, SHA-1 and 30 seconds.

`secret` is a Secret, raw bytes or base32 text; otpp.provisioning.steam.from_shared_secret() takes the base64 that
Steam's own files have. Times are those of TOTP. Calls may run in parallel.

>>> guard = SteamGuard("63BEDWCQZKTQWPESARIERL5DTTQFCJTK")
>>> guard.at(1511200518)
'FR8RV'
>>> guard.match("fr8rv", at=1511200530)
Match(step=50373350, drift=-1))");
    type.def(py::init([](py::args const& given, py::kwargs const& keywords) {
                 decltype(steam_init)::values arguments;
                 if (!steam_init.bind(given, keywords, arguments)) throw py::error_already_set();
                 return steam_guard{key{arguments[0]}.secret()};
             }),
             "__init__(self, /, secret)\n--\n\n");
    add_method<steam_guard, repr_names, [](steam_guard&, auto const&) -> py::object {
        return py::str("<SteamGuard>");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<not_copied>(type, name);
    add_method<steam_guard, steam_at, [](steam_guard& self, auto const& arguments) -> py::object {
        return steam_code_at(self, time_of(arguments[0]));
    }>(type, "at($self, time)\n--\n\nThe code at a time. InvalidInput before 1970.");
    add_method<steam_guard, steam_now, [](steam_guard& self, auto const&) -> py::object {
        return steam_code_at(self, now());
    }>(type, "now($self)\n--\n\nThe code at this moment, by the system's clock.");
    add_method<steam_guard, steam_match,
               [](steam_guard& self, auto const& arguments) -> py::object {
                   auto const code = code_of(arguments[0]);
                   auto const look = window_of(arguments[2]);
                   bool const given = arguments[1] != nullptr && arguments[1] != Py_None;
                   return to_python(self.match(code, given ? time_of(arguments[1]) : now(), look));
               }>(
        type, "match($self, code, *, at=None, window=1)\n--\n\n"
              "Where a typed code fits around a time (now without one), as a Match, or None: as\n"
              "TOTP.match(). Small letters and spaces do no harm.");
}

} // namespace

py::object uri_for(account const& account, PyObject* profile, PyObject* domain)
{
    std::string_view site;
    if (domain != nullptr) site = text_of(domain, "domain is text", 253, {reason::profile_domain});
    auto const uri = checked(build_uri(account, profile_of(profile), site));
    return to_str(uri.view());
}

void define_provisioning(py::module_& module)
{
    add_function<lint_names,
                 [](auto const& arguments) -> py::object {
                     return lint_to_python(arguments[0], arguments[1]);
                 }>(
        module,
        "lint(uri, *, app=None)\n--\n\n"
        "What apps would read differently in an otpauth URI, or refuse: a list of Finding, by\n"
        "offset, empty where all of them make the same account of it. With an app (an App, or its\n"
        "name) what matters to that one. No finding shows the secret.");
    add_function<as_read_by_names,
                 [](auto const& arguments) -> py::object {
                     return read_to_python(arguments[0], arguments[1]);
                 }>(
        module,
        "as_read_by(app, uri)\n--\n\n"
        "What an app (an App, or its name) makes of a URI, as a Reading: the issuer, the name and\n"
        "the codes that it will show, or why it refuses it. By the app's public source, which\n"
        "lint()'s facts name; it is no promise for other versions.");
    define_reading(module);
    add_function<read_names, [](auto const& arguments) -> py::object {
        return read_migration(arguments[0], arguments[1]);
    }>(module, "_read_migration(texts, refused)\n--\n\nSee otpp.provisioning.migration.read.");
    add_function<write_names,
                 [](auto const& arguments) -> py::object {
                     return migration_to_python(arguments[0], arguments[1], arguments[2]);
                 }>(module, "_write_migration(accounts, id, drop_parameters)\n--\n\nSee "
                            "otpp.provisioning.migration.write.");
    define_steam(module);
    module.attr("Reading").attr("__module__") = "otpp";
    module.attr("SteamGuard").attr("__module__") = "otpp";
}

} // namespace otpp::python

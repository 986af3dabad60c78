// SPDX-License-Identifier: BSL-1.0
// The extension otpp._otpp: it converts and decides nothing.

#include "bulk/bulk.hpp"
#include "provisioning/provisioning.hpp"
#include "shared/arguments.hpp"
#include "shared/convert.hpp"
#include "shared/descriptors.hpp"

#include <otpp/otpp.hpp>

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace otpp::python {

namespace {

py::str passcode_text(otpp::passcode const& code)
{
    auto const digits = code.view();
    auto* const made = PyUnicode_New(static_cast<Py_ssize_t>(digits.size()), '9');
    if (made == nullptr) throw py::error_already_set();
    std::memcpy(PyUnicode_DATA(made), digits.data(), digits.size());
    return py::reinterpret_steal<py::str>(made);
}

otpp::unix_time now() { return std::chrono::system_clock::now(); }

otpp::unix_time time_or_now(PyObject* value)
{
    return value == nullptr || value == Py_None ? now() : time_of(value);
}

constexpr char const* not_copied =
    "it holds a secret and is neither copied nor pickled: store the secret where secrets are kept";

constexpr char const* not_compared = "a secret is not compared: match a passcode";

constexpr signature<0> repr{"__repr__", {}, 0, 0};

template <class T>
void never_copied(py::class_<T>& type)
{
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<not_copied>(type, name);
}

// ---- Secret

constexpr signature<1> secret_init{"Secret", {"key"}, 1, 1};
constexpr signature<1> secret_from_base32{"from_base32", {"text"}, 1, 1};
constexpr signature<1> secret_generate{"generate", {"size"}, 1, 0};
constexpr signature<1> secret_base32{"base32", {"group"}, 0, 0};
constexpr signature<0> secret_len{"__len__", {}, 0, 0};
constexpr signature<0> secret_bytes{"bytes", {}, 0, 0};

void define_secret(py::module_& module)
{
    py::class_<otpp::secret> type(module, "Secret", py::is_final(),
                                  R"(A shared key of 1 to 128 bytes.

It wipes itself when it goes, and shows itself only through bytes() and base32(). It is not compared,
copied or pickled. RFC 4226, section 4.

>>> Secret(bytes(20))
<Secret of 20 bytes>
>>> Secret.from_base32("jbsw y3dp ehpk 3pxp").base32(group=4)
'JBSW Y3DP EHPK 3PXP')");
    type.def(py::init([](py::args const& given, py::kwargs const& keywords) {
                 signature<1>::values arguments;
                 if (!secret_init.bind(given, keywords, arguments)) throw py::error_already_set();
                 return checked(otpp::secret::from_bytes(key::bytes_of(arguments[0])));
             }),
             "__init__(self, /, key)\n--\n\n");
    add_method<otpp::secret, secret_len, [](otpp::secret& self, auto const&) -> py::object {
        return py::int_(self.size());
    }>(type, "__len__($self, /)\n--\n\nIts bytes.");
    add_method<otpp::secret, repr, [](otpp::secret& self, auto const&) -> py::object {
        return py::str("<Secret of " + std::to_string(self.size()) + " bytes>");
    }>(type, "__repr__($self, /)\n--\n\nShows the length alone.");
    add_refusal<not_compared>(type, "__eq__");
    add_refusal<not_compared>(type, "__ne__");
    type.attr("__hash__") = py::none();
    never_copied(type);

    add_static<otpp::secret, secret_from_base32,
               [](auto const& arguments) -> py::object {
                   return py::cast(key::from_base32(arguments[0]));
               }>(
        type,
        "from_base32(text)\n--\n\n"
        "Reads RFC 4648 base32: any case, spaces and hyphens between groups, with padding or\n"
        "without. Bits that belong to no byte are dropped. InvalidInput has the offset.");
    add_static<otpp::secret, secret_generate,
               [](auto const& arguments) -> py::object {
                   std::int64_t const size =
                       arguments[0] == nullptr
                           ? 20
                           : integer_of(arguments[0], "size is a number of bytes",
                                        reason::key_too_short, reason::key_too_long);
                   return py::cast(checked(
                       otpp::secret::generate(size < 0 ? 0 : static_cast<std::size_t>(size))));
               }>(
        type,
        "generate(size=20)\n--\n\n"
        "A new random key of 16 to 128 bytes from the operating system. 20, 32 and 64 bytes\n"
        "are the lengths for SHA1, SHA256, SHA512 (RFC 4226, section 4; RFC 6238, appendix B).");
    add_method<otpp::secret, secret_bytes, [](otpp::secret& self, auto const&) -> py::object {
        auto const bytes = self.bytes();
        return py::bytes(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    }>(type, "bytes($self)\n--\n\nReveals the key.");
    add_method<otpp::secret, secret_base32,
               [](otpp::secret& self, auto const& arguments) -> py::object {
                   std::int64_t const group =
                       arguments[0] == nullptr
                           ? 0
                           : integer_of(arguments[0], "group is a number of characters",
                                        reason::window_out_of_range, reason::window_out_of_range);
                   auto const text = self.base32(group < 0 ? 0 : static_cast<std::size_t>(group));
                   return to_str(text.view());
               }>(type,
                  "base32($self, *, group=0)\n--\n\n"
                  "Reveals the key as RFC 4648 base32 without padding, with a space after every\n"
                  "`group` characters (0: none) for people who type it.");
}

// ---- TOTP

constexpr signature<5> totp_init{"TOTP", {"secret", "digits", "period", "algorithm", "t0"}, 1, 1};
constexpr signature<1> totp_at{"at", {"time"}, 1, 1};
constexpr signature<0> totp_now{"now", {}, 0, 0};
constexpr signature<1> totp_step{"step", {"time"}, 1, 1};
constexpr signature<1> totp_seconds_left{"seconds_left", {"time"}, 1, 0};
constexpr signature<3> totp_match{"match", {"code", "at", "window"}, 1, 1};

py::object passcode_at(otpp::totp const& totp, otpp::unix_time time)
{
    if (auto const step = totp.step(time); !step) refuse(step.error());
    return passcode_text(totp.at(time));
}

void define_totp(py::module_& module)
{
    py::class_<otpp::totp> type(module, "TOTP", py::is_final(),
                                R"(Time-based passcodes (RFC 6238).

`secret` is a Secret, raw bytes or base32 text; it is prepared here and not kept. `digits` are 6 to 10,
`period` is in seconds, `algorithm` is one of Algorithm or its name, `t0` the Unix time of step 0. Times
are Unix seconds (int or float, rounded down) or aware datetimes; a naive datetime is refused, since it
names two moments in the hour that a clock change repeats. Calls may run in parallel.

>>> TOTP(b"12345678901234567890", digits=8).at(59)
'94287082')");
    type.def(py::init([](py::args const& given, py::kwargs const& keywords) {
                 decltype(totp_init)::values arguments;
                 if (!totp_init.bind(given, keywords, arguments)) throw py::error_already_set();
                 auto const& [secret, digits, period, algorithm, t0] = arguments;
                 otpp::totp_options options;
                 options.digits = checked_number<otpp::digits>(digits, 6, "digits is a number");
                 options.period =
                     checked_number<otpp::period>(period, 30, "period is a number of seconds");
                 options.algorithm = algorithm_of(algorithm);
                 if (t0 != nullptr) options.t0 = time_of(t0);
                 return otpp::totp{key{secret}.secret(), options};
             }),
             "__init__(self, /, secret, *, digits=6, period=30, algorithm='SHA1', t0=0)\n--\n\n");
    add_property<otpp::totp, [](otpp::totp& t) -> py::object {
        return py::int_(t.digits().value());
    }>(type, "digits", "How many digits its passcodes have, 6 to 10.");
    add_property<otpp::totp, [](otpp::totp& t) -> py::object {
        return py::int_(t.period().value());
    }>(type, "period", "Seconds from one passcode to the next.");
    add_property<otpp::totp, [](otpp::totp& t) -> py::object { return to_python(t.algorithm()); }>(
        type, "algorithm", "The hash, an Algorithm.");
    add_property<otpp::totp, [](otpp::totp& t) -> py::object { return py::int_(t.t0().seconds); }>(
        type, "t0", "The Unix time of step 0.");
    add_method<otpp::totp, repr, [](otpp::totp& t, auto const&) -> py::object {
        return py::str("<TOTP " + std::string{to_string(t.algorithm())} + ", " +
                       std::to_string(t.digits().value()) + " digits, " +
                       std::to_string(t.period().value()) + " s>");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    never_copied(type);

    add_method<otpp::totp, totp_at, [](otpp::totp& self, auto const& arguments) -> py::object {
        return passcode_at(self, time_of(arguments[0]));
    }>(type, "at($self, time)\n--\n\nThe passcode at a time. InvalidInput before T0.");
    add_method<otpp::totp, totp_now, [](otpp::totp& self, auto const&) -> py::object {
        return passcode_at(self, now());
    }>(type, "now($self)\n--\n\nThe passcode at this moment, by the system's clock.");
    add_method<otpp::totp, totp_step,
               [](otpp::totp& self, auto const& arguments) -> py::object {
                   return py::int_(checked(self.step(time_of(arguments[0]))));
               }>(type,
                  "step($self, time)\n--\n\n"
                  "floor((time - t0) / period): RFC 6238, section 4.2. InvalidInput before T0.");
    add_method<otpp::totp, totp_seconds_left,
               [](otpp::totp& self, auto const& arguments) -> py::object {
                   return py::int_(self.seconds_left(time_or_now(arguments[0])));
               }>(type, "seconds_left($self, time=None)\n--\n\n"
                        "Seconds until the next passcode, 1 to the period; of now without a time.");
    add_method<otpp::totp, totp_match,
               [](otpp::totp& self, auto const& arguments) -> py::object {
                   auto const code = code_of(arguments[0]);
                   auto const look = window_of(arguments[2]);
                   return to_python(self.match(code, time_or_now(arguments[1]), look));
               }>(
        type,
        "match($self, code, *, at=None, window=1)\n--\n\n"
        "Where a typed code fits around a time (now without one), as a Match, or None.\n\n"
        "`window` is how many steps to look back and ahead, 0 to 100, or a tuple (back, ahead).\n"
        "Spaces and hyphens between the digits do no harm; malformed text fits nowhere. The\n"
        "whole window is computed, whatever is found. It says where a code fits, not whether a\n"
        "person may come in: a step must open only once (RFC 6238, section 5.2).");
}

// ---- HOTP

constexpr signature<3> hotp_init{"HOTP", {"secret", "digits", "algorithm"}, 1, 1};
constexpr signature<1> hotp_at{"at", {"counter"}, 1, 1};
constexpr signature<3> hotp_match{"match", {"code", "counter", "look_ahead"}, 2, 2};

std::int64_t counter_of(PyObject* value)
{
    auto const counter = integer_of(value, "a counter is a number", reason::counter_out_of_range,
                                    reason::counter_out_of_range);
    if (counter < 0) refuse(reason::counter_out_of_range);
    return counter;
}

void define_hotp(py::module_& module)
{
    py::class_<otpp::hotp> type(module, "HOTP", py::is_final(),
                                R"(Counter-based passcodes (RFC 4226).

The arguments are those of TOTP.

>>> hotp = HOTP(b"12345678901234567890")
>>> hotp.at(0)
'755224'
>>> hotp.match("359152", 0)
Match(step=2, drift=2))");
    type.def(py::init([](py::args const& given, py::kwargs const& keywords) {
                 decltype(hotp_init)::values arguments;
                 if (!hotp_init.bind(given, keywords, arguments)) throw py::error_already_set();
                 auto const& [secret, digits, algorithm] = arguments;
                 otpp::hotp_options options;
                 options.digits = checked_number<otpp::digits>(digits, 6, "digits is a number");
                 options.algorithm = algorithm_of(algorithm);
                 return otpp::hotp{key{secret}.secret(), options};
             }),
             "__init__(self, /, secret, *, digits=6, algorithm='SHA1')\n--\n\n");
    add_property<otpp::hotp, [](otpp::hotp& h) -> py::object {
        return py::int_(h.digits().value());
    }>(type, "digits", "How many digits its passcodes have, 6 to 10.");
    add_property<otpp::hotp, [](otpp::hotp& h) -> py::object { return to_python(h.algorithm()); }>(
        type, "algorithm", "The hash, an Algorithm.");
    add_method<otpp::hotp, repr, [](otpp::hotp& h, auto const&) -> py::object {
        return py::str("<HOTP " + std::string{to_string(h.algorithm())} + ", " +
                       std::to_string(h.digits().value()) + " digits>");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    never_copied(type);

    add_method<otpp::hotp, hotp_at, [](otpp::hotp& self, auto const& arguments) -> py::object {
        return passcode_text(self.at(counter_of(arguments[0])));
    }>(type, "at($self, counter)\n--\n\nThe passcode of a counter, 0 to 2**63 - 1.");
    add_method<otpp::hotp, hotp_match,
               [](otpp::hotp& self, auto const& arguments) -> py::object {
                   auto const code = code_of(arguments[0]);
                   auto const counter = counter_of(arguments[1]);
                   auto const ahead = checked_number<steps>(arguments[2], 10,
                                                            "look_ahead is a number of counters");
                   return to_python(self.match(code, counter, {ahead}));
               }>(
        type,
        "match($self, code, counter, *, look_ahead=10)\n--\n\n"
        "Where a typed code fits, from `counter` to `look_ahead` counters later and never before\n"
        "it, as a Match, or None. The next counter to expect is its step + 1.");
}

// ---- Account

constexpr signature<8> account_init{
    "Account",
    {"secret", "name", "issuer", "type", "digits", "period", "algorithm", "counter"},
    1,
    2};
constexpr signature<1> account_from_uri{"from_uri", {"text"}, 1, 1};
constexpr signature<2> account_uri{"uri", {"profile", "domain"}, 0, 0};
constexpr signature<0> account_otp{"otp", {}, 0, 0};
constexpr signature<3> account_qr{"qr", {"level", "profile", "domain"}, 0, 0};

otpp::otp_type otp_type_of(PyObject* value)
{
    if (value == nullptr) return otp_type::totp;
    auto const name =
        text_of(value, "type is one of OtpType, or its name", 16, {reason::uri_type, 0});
    if (name == "totp") return otp_type::totp;
    if (name == "hotp") return otp_type::hotp;
    refuse({reason::uri_type, 0});
}

otpp::account make_account(py::args const& given, py::kwargs const& keywords)
{
    decltype(account_init)::values arguments;
    if (!account_init.bind(given, keywords, arguments)) throw py::error_already_set();
    auto const& [secret, name, issuer, type, digits, period, algorithm, counter] = arguments;
    constexpr otpp::error too_long{reason::uri_too_long};
    otpp::account_options options;
    options.name = text_of(name, "name is text", max_uri_size, too_long);
    if (issuer != nullptr)
        options.issuer = text_of(issuer, "issuer is text", max_uri_size, too_long);
    options.type = otp_type_of(type);
    options.digits = checked_number<otpp::digits>(digits, 6, "digits is a number");
    options.period = checked_number<otpp::period>(period, 30, "period is a number of seconds");
    options.algorithm = algorithm_of(algorithm);
    if (counter != nullptr) options.counter = counter_of(counter);
    auto made = otpp::account::make(key{secret}.take(), options);
    if (!made) {
        // make looks at the name first: a control character is in the issuer if the name has none
        auto const [why, at] = made.error();
        bool const in_name =
            why != reason::issuer_colon &&
            (why != reason::control_character ||
             (at < options.name.size() &&
              otpp::detail::is_control(static_cast<unsigned char>(options.name[at]))));
        refuse(made.error(), in_name ? options.name : options.issuer);
    }
    return *std::move(made);
}

py::tuple notes_of(otpp::account const& account)
{
    py::tuple notes(account.notes().size());
    for (std::size_t i = 0; auto const& note : account.notes())
        notes[i++] =
            known->note(to_str(to_string(note.what)), note.offset, to_str(message(note.what)));
    return notes;
}

void define_account(py::module_& module)
{
    py::class_<otpp::account> type(module, "Account", py::is_final(),
                                   R"(What is provisioned: a secret with its names and parameters.

A new account must be one that every app reads alike: a secret of at least 16 bytes, a name, no colon in
the names, a period of at least 5 s; else InvalidInput. `counter` is the next one, and of hotp only.

>>> account = Account("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", name="alice", issuer="Example")
>>> account.uri()
'otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example')");
    type.def(py::init(&make_account),
             "__init__(self, /, secret, *, name, issuer='', type='totp', digits=6, period=30, "
             "algorithm='SHA1', counter=0)\n--\n\n");
    add_property<otpp::account, [](otpp::account& a) -> py::object { return to_str(a.name()); }>(
        type, "name", "Whose account.");
    add_property<otpp::account, [](otpp::account& a) -> py::object { return to_str(a.issuer()); }>(
        type, "issuer",
        "At whose service: the parameter if there is one, else the label's prefix.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return known->otp_types(to_str(to_string(a.type())));
    }>(type, "type", "An OtpType.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return py::int_(a.digits().value());
    }>(type, "digits", "How many digits its passcodes have, 6 to 10.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return py::int_(a.period().value());
    }>(type, "period", "Seconds from one passcode to the next.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return to_python(a.algorithm());
    }>(type, "algorithm", "The hash, an Algorithm.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return py::int_(a.counter());
    }>(type, "counter", "The next one, of hotp; 0 for totp.");
    add_property<otpp::account, [](otpp::account& a) -> py::object {
        return py::cast(*otpp::secret::from_bytes(a.secret().bytes()));
    }>(type, "secret", "The Secret, one of its own.");
    add_property<otpp::account, [](otpp::account& a) -> py::object { return notes_of(a); }>(
        type, "notes", "What was odd but usable in the URI that was read: a tuple of Note.");
    add_method<otpp::account, repr, [](otpp::account& a, auto const&) -> py::object {
        std::string said = "<Account " + std::string{to_string(a.type())} + " ";
        if (!a.issuer().empty()) said += std::string{to_str(a.issuer())} + ":";
        return py::str(said + std::string{to_str(a.name())} + ">");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    never_copied(type);

    add_static<otpp::account, account_from_uri,
               [](auto const& arguments) -> py::object {
                   auto const text = text_of(arguments[0], "a URI is text", max_uri_size,
                                             {reason::uri_too_long, max_uri_size});
                   return py::cast(checked(parse_uri(text), text));
               }>(
        type,
        "from_uri(text)\n--\n\n"
        "Reads an otpauth URI of at most 2,953 bytes. `notes` say what was odd but usable; what\n"
        "cannot be right is InvalidInput with its offset. Unknown parameters are kept.");
    add_method<otpp::account, account_uri,
               [](otpp::account& self, auto const& arguments) -> py::object {
                   return uri_for(self, arguments[0], arguments[1]);
               }>(
        type,
        "uri($self, *, profile='portable', domain='')\n--\n\n"
        "Reveals the account as an otpauth URI: for everybody, or for the app of a profile (a\n"
        "Profile, or its name). What that app would ignore, refuse or show otherwise is\n"
        "InvalidInput that says what. Profile apple needs the site's domain.");
    add_method<otpp::account, account_qr,
               [](otpp::account& self, auto const& arguments) -> py::object {
                   auto const uri = uri_for(self, arguments[1], arguments[2]);
                   py::dict options;
                   if (arguments[0] != nullptr)
                       options["level"] = py::reinterpret_borrow<py::object>(arguments[0]);
                   return py::module_::import("otpp.provisioning.qr")
                       .attr("QR")(uri, **options); // segno's
               }>(
        type,
        "qr($self, *, level=None, profile='portable', domain='')\n--\n\n"
        "A QR code of the URI: .save(path), .svg(), .png(), .data_uri(), .terminal(). `level` is\n"
        "how much of it may be damaged: L, M, Q or H.");
    add_method<otpp::account, account_otp, [](otpp::account& self, auto const&) -> py::object {
        if (self.is_totp()) return py::cast(*otpp::totp::from(self));
        return py::cast(*otpp::hotp::from(self));
    }>(type, "otp($self)\n--\n\nThe TOTP or HOTP that makes this account's passcodes.");
}

// ---- the module

// The members of the table, named in capitals as Python's constants are.
py::object make_reason_type()
{
    py::dict members;
    auto const add = [&members](reason value, std::string_view name) {
        std::string capitals{name};
        for (char& c : capitals)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        members[capitals.c_str()] = static_cast<int>(value);
    };
#define OTPP_REASON(enumerator, words) add(reason::enumerator, #enumerator);
#include <otpp/reason_table.hpp>
    py::object made =
        py::module_::import("enum").attr("Enum")("Reason", members, py::arg("module") = "otpp");
    made.attr("__doc__") = "Why a value was refused: InvalidInput.reason.";
    py::cpp_function const words([](py::handle self) {
        return to_str(message(static_cast<reason>(self.attr("value").cast<int>())));
    });
    made.attr("message") = py::module_::import("builtins")
                               .attr("property")(words, py::none(), py::none(),
                                                 "What is wrong and what to do, in words.");
    return made;
}

void define(py::module_& module)
{
    py::options options;
    options.disable_function_signatures(); // the docstrings bring their own
    auto const types_module = py::module_::import("otpp._types");
    auto const reason_type = make_reason_type();
    module.attr("Reason") = reason_type;
    known = new types{types_module.attr("InvalidInput"), types_module.attr("Match"),
                      types_module.attr("Note"),         types_module.attr("Algorithm"),
                      types_module.attr("OtpType"),      reason_type};
    module.attr("__version__") = OTPP_VERSION;
    define_secret(module);
    define_totp(module);
    define_hotp(module);
    define_account(module);
    define_provisioning(module);
    define_bulk(module);
    for (char const* const name : {"Secret", "TOTP", "HOTP", "Account"})
        module.attr(name).attr("__module__") = "otpp";
}

} // namespace

} // namespace otpp::python

PYBIND11_MODULE(_otpp, module, pybind11::mod_gil_not_used()) { otpp::python::define(module); }

// SPDX-License-Identifier: BSL-1.0
// The extension otpp._server: the calls of otpp/server.hpp as machines without I/O, which otpp/server/verifier.py
// drives over stores and keys. It converts and decides nothing.

#include "server/server.hpp"
#include "shared/arguments.hpp"
#include "shared/convert.hpp"
#include "shared/descriptors.hpp"

#include <otpp/server.hpp>
#include <otpp/server/key_ring.hpp>

#include <pybind11/pybind11.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace otpp::python {

namespace {

otpp::unix_time time_or_now(PyObject* value)
{
    if (value == nullptr || value == Py_None) return std::chrono::system_clock::now();
    return time_of(value);
}

py::object bytes_object(std::span<unsigned char const> from)
{
    return py::bytes(reinterpret_cast<char const*>(from.data()), from.size());
}

// The name of a factor. What cannot be one, of whoever asks from afar, becomes a text that is none.
std::string_view factor_of(PyObject* value)
{
    if (!PyUnicode_Check(value)) type_error("a factor is named by text");
    Py_ssize_t size = 0;
    char const* const text = PyUnicode_GET_LENGTH(value) > Py_ssize_t{max_factor_name}
                                 ? nullptr
                                 : PyUnicode_AsUTF8AndSize(value, &size);
    if (text != nullptr) return {text, static_cast<std::size_t>(size)};
    PyErr_Clear(); // half of a surrogate pair
    return {};
}

template <class T>
T& object_of(PyObject* value, char const* otherwise)
{
    if (!py::isinstance<T>(value)) type_error(otherwise);
    return self_of<T>(value);
}

otpp::server::policy const& rules_of(PyObject* value)
{
    return object_of<otpp::server::policy>(value, "rules are of a Policy");
}

otp_type type_of(PyObject* value)
{
    auto const name = text_of(value, "type is one of OtpType, or its name", 16, {reason::uri_type});
    if (name != "totp" && name != "hotp") refuse(reason::uri_type);
    return name == "hotp" ? otp_type::hotp : otp_type::totp;
}

int number_of(PyObject* value, char const* name, int most)
{
    std::string const otherwise = std::string{name} + " is a whole number";
    auto const number = integer_of(value, otherwise.c_str(), reason::attempts_out_of_range,
                                   reason::attempts_out_of_range);
    if (number < 0 || number > most)
        refuse_option(name, "0 to " + std::to_string(most), reason::attempts_out_of_range);
    return static_cast<int>(number);
}

constexpr char const* not_copied = "it is part of a call and is neither copied nor pickled";

template <class T>
void never_copied(py::class_<T>& type)
{
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<not_copied>(type, name);
}

// ---- Rules

constexpr signature<12> rules_init{"Rules",
                                   {"back", "ahead", "look_ahead", "limit", "delay", "max_delay",
                                    "budget", "max_drift", "on_limit", "min_key_size", "max_period",
                                    "standard"},
                                   0,
                                   12};
constexpr signature<1> rules_values{"values", {"standard"}, 1, 1};
constexpr signature<3> rules_figures{"figures", {"digits", "type", "logins_a_day"}, 3, 3};
constexpr signature<2> rules_warnings{"warnings", {"digits", "type"}, 2, 2};

// A number of a policy; what is wrong with it is told with its name.
template <class Checked>
Checked option_of(PyObject* value, char const* name)
{
    std::string const otherwise = std::string{name} + " is a whole number";
    auto const number =
        integer_of(value, otherwise.c_str(), Checked::out_of_range, Checked::out_of_range);
    auto const made = Checked::from(number);
    if (!made) refuse_option(name, made.error().reason);
    return *made;
}

otpp::server::standard standard_of(PyObject* value)
{
    auto const name = text_of(value, "a standard is named by text", 16, {reason::wrong_type});
    for (auto const each :
         {standard::none, standard::rfc6238, standard::nist_800_63b, standard::asvs5})
        if (name == to_string(each)) return each;
    refuse_option("standard", reason::wrong_type);
}

otpp::server::policy make_rules(py::args const& given, py::kwargs const& keywords)
{
    decltype(rules_init)::values a;
    if (!rules_init.bind(given, keywords, a)) throw py::error_already_set();
    otpp::server::policy made;
    made.back = option_of<steps>(a[0], "back");
    made.ahead = option_of<steps>(a[1], "ahead");
    made.look_ahead = option_of<steps>(a[2], "look_ahead");
    made.limit = option_of<attempt_limit>(a[3], "limit");
    made.delay = option_of<otpp::server::wait>(a[4], "delay");
    made.max_delay = option_of<otpp::server::wait>(a[5], "max_delay");
    made.budget = option_of<daily_budget>(a[6], "budget");
    made.max_drift = option_of<steps>(a[7], "max_drift");
    auto const at_limit =
        text_of(a[8], "on_limit is one of OnLimit, or its name", 16, {reason::wrong_type});
    if (at_limit != "disable" && at_limit != "delay")
        refuse_option("on_limit", "it is \"disable\" or \"delay\"", reason::wrong_type);
    made.at_limit = at_limit == "delay" ? on_limit::delay : on_limit::disable;
    auto const size = integer_of(a[9], "min_key_size is a number of bytes", reason::key_empty,
                                 reason::key_too_long);
    made.min_key_size = static_cast<int>(std::clamp<std::int64_t>(size, INT_MIN, INT_MAX));
    made.max_period = option_of<otpp::period>(a[10], "max_period");
    made.from = standard_of(a[11]);
    if (auto const fault = fault_of(made))
        refuse_option(std::string{fault->member}.c_str(), fault->reason);
    return made;
}

py::object values_of(otpp::server::policy const& from)
{
    py::dict values;
    auto const put = [&values](char const* name, int value) { values[name] = py::int_(value); };
    put("back", from.back.value());
    put("ahead", from.ahead.value());
    put("look_ahead", from.look_ahead.value());
    put("limit", from.limit.value());
    put("delay", from.delay.value());
    put("max_delay", from.max_delay.value());
    put("budget", from.budget.value());
    put("max_drift", from.max_drift.value());
    values["on_limit"] = py::str(from.at_limit == on_limit::delay ? "delay" : "disable");
    put("min_key_size", from.min_key_size);
    put("max_period", from.max_period.value());
    values["standard"] = to_str(to_string(from.from));
    return values;
}

void define_rules(py::module_& module)
{
    py::class_<otpp::server::policy> type(module, "Rules", py::is_final(),
                                          "A policy whose values are checked.");
    type.def(py::init(&make_rules),
             "__init__(self, /, *, back, ahead, look_ahead, limit, delay, max_delay, budget, "
             "max_drift, on_limit, min_key_size, max_period, standard)\n--\n\n");
    never_copied(type);
    add_static<otpp::server::policy, rules_values, [](auto const& arguments) -> py::object {
        return values_of(policy::preset(standard_of(arguments[0])));
    }>(type, "values(standard)\n--\n\nThe values of a preset by their names.");
    add_method<otpp::server::policy, rules_figures,
               [](otpp::server::policy& self, auto const& arguments) -> py::object {
                   auto const digits = option_of<otpp::digits>(arguments[0], "digits");
                   auto const made = figures_of(self, digits, type_of(arguments[1]),
                                                number_of(arguments[2], "logins_a_day", 1'000'000));
                   return py::make_tuple(made.steps, made.guess, made.until_lock,
                                         made.guesses_a_day, made.per_day, made.per_year);
               }>(type, "figures($self, digits, type, logins_a_day)\n--\n\n"
                        "What it means for somebody who guesses.");
    add_method<otpp::server::policy, rules_warnings,
               [](otpp::server::policy& self, auto const& arguments) -> py::object {
                   auto const digits = option_of<otpp::digits>(arguments[0], "digits");
                   policy_warnings const found{self, digits, type_of(arguments[1])};
                   py::list said;
                   for (auto const each : found.list()) said.append(to_str(message(each)));
                   return py::tuple(said);
               }>(type, "warnings($self, digits, type)\n--\n\nWhat to think about first.");
}

// ---- what a call holds

constexpr signature<1> context_associated{"associated", {"version"}, 1, 1};
constexpr signature<0> repr{"__repr__", {}, 0, 0};

void define_context(py::module_& module)
{
    py::class_<held_context> type(module, "SealContext", py::is_final(),
                                  R"(What a sealed secret belongs to.

A sealer of your own puts associated() under its seal, so that a secret opens for the factor and the
parameters that it was sealed for and for no other.)");
    type.attr("__module__") = "otpp";
    never_copied(type);
    add_property<held_context, [](held_context& c) -> py::object { return to_str(c.factor); }>(
        type, "factor", "The factor's name in the store.");
    add_property<held_context, [](held_context& c) -> py::object {
        return to_str(c.view().id.view());
    }>(type, "id", "The secret's id, new with every secret.");
    add_property<held_context, [](held_context& c) -> py::object {
        field<max_kind_size> text;
        append(text, c.kind);
        return to_str(text.view());
    }>(type, "kind", "Its parameters, as in 'totp/SHA1/6/30'.");
    add_method<held_context, context_associated,
               [](held_context& self, auto const& arguments) -> py::object {
                   auto const version =
                       integer_of(arguments[0], "a key version is a number",
                                  reason::seal_key_unknown, reason::seal_key_unknown);
                   auto const text = self.view().text(version);
                   return py::bytes(text.view().data(), text.view().size());
               }>(type, "associated($self, version)\n--\n\n"
                        "The associated data under a key: b'otpp1 ID KIND VERSION FACTOR'.");
    add_method<held_context, repr, [](held_context& self, auto const&) -> py::object {
        return py::str("<SealContext of " + std::string{to_str(self.factor)} + ">");
    }>(type, "__repr__($self, /)\n--\n\nShows the factor.");
}

constexpr signature<4> pending_make{"make", {"rules", "factor", "account", "at"}, 4, 4};
constexpr signature<0> pending_context{"context", {}, 0, 0};
constexpr signature<2> pending_seal{"seal", {"version", "sealed"}, 2, 2};

sealed_secret sealed_of(PyObject* version, PyObject* bytes)
{
    auto const number = integer_of(version, "a key version is a number", reason::seal_key_unknown,
                                   reason::seal_key_unknown);
    if (!PyBytes_Check(bytes)) type_error("a sealed secret is bytes");
    sealed_secret made;
    if (!made.assign(number, {reinterpret_cast<unsigned char const*>(PyBytes_AS_STRING(bytes)),
                              static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))}))
        refuse(reason::seal_broken);
    return made;
}

constexpr char const* not_an_account = "an account is an Account";

py::object make_pending(otpp::server::policy const& rules, PyObject* factor,
                        otpp::account const& account, otpp::unix_time now)
{
    unsigned char random[secret_id::bytes];
    if (!fill_random(random)) refuse(reason::no_entropy);
    auto const made = checked(pending_for(rules, account, random, now));
    return py::cast(std::make_unique<held_pending>(std::string{factor_of(factor)}, made));
}

void define_pending(py::module_& module)
{
    py::class_<held_pending> type(module, "Pending", py::is_final(),
                                  "A secret that is to wait for its confirmation.");
    add_static<held_pending, pending_make, [](auto const& a) -> py::object {
        return make_pending(rules_of(a[0]), a[1], object_of<otpp::account>(a[2], not_an_account),
                            time_or_now(a[3]));
    }>(type, "make(rules, factor, account, at)\n--\n\nOf an account's secret, with a new id.");
    never_copied(type);
    add_method<held_pending, pending_context, [](held_pending& self, auto const&) -> py::object {
        return py::cast(std::make_unique<held_context>(self.context()));
    }>(type, "context($self)\n--\n\nWhat it is sealed for.");
    add_method<held_pending, pending_seal,
               [](held_pending& self, auto const& arguments) -> py::object {
                   self.seal(sealed_of(arguments[0], arguments[1]));
                   return py::none();
               }>(type, "seal($self, version, sealed)\n--\n\nHow it is to be stored.");
}

constexpr signature<1> codes_make{"make", {"count"}, 1, 1};
constexpr signature<0> codes_len{"__len__", {}, 0, 0};
constexpr signature<0> codes_iter{"__iter__", {}, 0, 0};
constexpr signature<1> codes_item{"__getitem__", {"index"}, 1, 1};

constexpr char const* codes_not_copied =
    "they let somebody in and are neither copied nor pickled: show them once";

std::size_t index_of(PyObject* value, std::size_t size)
{
    Py_ssize_t at = PyNumber_AsSsize_t(value, nullptr);
    if (at == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
    auto const count = static_cast<Py_ssize_t>(size);
    if (at < 0) at += count;
    if (at < 0 || at >= count) {
        PyErr_SetString(PyExc_IndexError, "no such recovery code");
        throw py::error_already_set();
    }
    return static_cast<std::size_t>(at);
}

py::object code_text(recovery_code const& code)
{
    auto const text = code.text();
    return to_str(text.view());
}

void define_codes(py::module_& module)
{
    py::class_<held_codes> type(module, "RecoveryCodes", py::is_final(),
                                R"(Recovery codes, to be shown to the person once.

Iterating reveals them, as text in groups of four; their repr does not.)");
    type.attr("__module__") = "otpp";
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<codes_not_copied>(type, name);
    add_static<held_codes, codes_make, [](auto const& arguments) -> py::object {
        auto const count = number_of(arguments[0], "count", int{max_recovery_codes});
        auto made = std::make_unique<held_codes>();
        if (!made->draw(static_cast<std::size_t>(count))) refuse(reason::no_entropy);
        return py::cast(std::move(made));
    }>(type, "make(count)\n--\n\nFresh ones; of 0, none.");
    add_method<held_codes, codes_len, [](held_codes& self, auto const&) -> py::object {
        return py::int_(self.size());
    }>(type, "__len__($self, /)\n--\n\nHow many.");
    add_method<held_codes, codes_iter, [](held_codes& self, auto const&) -> py::object {
        py::tuple texts(self.size());
        for (std::size_t i = 0; i != self.size(); ++i) texts[i] = code_text(self[i]);
        return py::iter(texts);
    }>(type, "__iter__($self, /)\n--\n\nReveals them.");
    add_method<held_codes, codes_item, [](held_codes& self, auto const& arguments) -> py::object {
        return code_text(self[index_of(arguments[0], self.size())]);
    }>(type, "__getitem__($self, index, /)\n--\n\nReveals one.");
    add_method<held_codes, repr, [](held_codes& self, auto const&) -> py::object {
        return py::str("<" + std::to_string(self.size()) + " recovery codes>");
    }>(type, "__repr__($self, /)\n--\n\nShows how many.");
}

constexpr signature<1> decoys_read{"read", {"line"}, 1, 1};
constexpr signature<0> decoys_new_line{"new_line", {}, 0, 0};

void define_decoys(py::module_& module)
{
    py::class_<otpp::server::decoys> type(module, "Decoys", py::is_final(),
                                          "What stands for the factors that are not there.");
    never_copied(type);
    type.attr("NAME") = to_str(decoys::record_name);
    add_static<otpp::server::decoys, decoys_read, [](auto const& arguments) -> py::object {
        auto made = std::make_unique<otpp::server::decoys>();
        if (arguments[0] != Py_None)
            (void)made->read(text_of(arguments[0], "a record is text", max_record_size,
                                     {reason::record_length}));
        return py::cast(std::move(made));
    }>(type, "read(line)\n--\n\nFrom their record; none where it is no such, or None.");
    add_static<otpp::server::decoys, decoys_new_line, [](auto const&) -> py::object {
        otpp::detail::wiped<unsigned char[decoys::key_bytes]> random;
        if (!fill_random(random.value)) refuse(reason::no_entropy);
        return to_str(otpp::server::decoys{random.value}.line().view());
    }>(type, "new_line()\n--\n\nA record of fresh ones.");
    add_property<otpp::server::decoys, [](otpp::server::decoys& d) -> py::object {
        return py::bool_(d.known());
    }>(type, "known", "Whether there are any.");
}

// ---- Call

constexpr signature<5> call_verify{"verify", {"rules", "factor", "code", "at", "unknown"}, 5, 5};
constexpr signature<5> call_confirm{"confirm", {"rules", "factor", "code", "at", "unknown"}, 5, 5};
constexpr signature<5> call_recover{"recover", {"rules", "factor", "code", "at", "unknown"}, 5, 5};
constexpr signature<5> call_resynchronise{
    "resynchronise", {"rules", "factor", "codes", "at", "unknown"}, 5, 5};
constexpr signature<5> call_deactivate{
    "deactivate", {"rules", "factor", "code", "at", "unknown"}, 5, 5};
constexpr signature<6> call_replace{
    "replace", {"rules", "factor", "code", "at", "unknown", "pending"}, 6, 6};
constexpr signature<6> call_recovery_codes{
    "recovery_codes", {"rules", "factor", "code", "at", "unknown", "codes"}, 6, 6};
constexpr signature<4> call_begin{"begin", {"rules", "factor", "pending", "at"}, 4, 4};
constexpr signature<4> call_reset{"reset", {"rules", "factor", "erase", "at"}, 4, 4};
constexpr signature<3> call_status{"status", {"rules", "factor", "at"}, 3, 3};
constexpr signature<3> call_reseal{"reseal", {"rules", "factor", "version"}, 3, 3};

otpp::server::decoys const& decoys_of(PyObject* value)
{
    return object_of<otpp::server::decoys>(value, "what stands for unknown factors are Decoys");
}

template <class Make>
py::object hold(PyObject* factor, PyObject* kept, Make const& make)
{
    return py::cast(std::make_unique<held_call>(
        std::string{factor_of(factor)},
        kept == nullptr ? py::object{} : py::reinterpret_borrow<py::object>(kept), make));
}

// A passcode or a recovery code, told by their lengths, for an order.
template <class Arguments>
py::object by_code(Arguments const& a, order const& asked, PyObject* kept = nullptr)
{
    auto const code = code_of(a[2]);
    auto const now = time_or_now(a[3]);
    return hold(a[1], kept, [&](std::string_view factor) {
        return call::by_code(rules_of(a[0]), factor, code, now, asked, decoys_of(a[4]));
    });
}

void define_makers(py::class_<held_call>& type)
{
    add_static<held_call, call_verify, [](auto const& a) -> py::object {
        auto const code = code_of(a[2]);
        auto const now = time_or_now(a[3]);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::passcode(rules_of(a[0]), factor, code, now, {}, decoys_of(a[4]));
        });
    }>(type, "verify(rules, factor, code, at, unknown)\n--\n\nA passcode, to let in.");
    add_static<held_call, call_confirm, [](auto const& a) -> py::object {
        auto const code = code_of(a[2]);
        auto const now = time_or_now(a[3]);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::confirm(rules_of(a[0]), factor, code, now, decoys_of(a[4]));
        });
    }>(type, "confirm(rules, factor, code, at, unknown)\n--\n\nThe first of a pending secret.");
    add_static<held_call, call_recover, [](auto const& a) -> py::object {
        auto const code = code_of(a[2]);
        auto const now = time_or_now(a[3]);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::recover(rules_of(a[0]), factor, code, now, {}, decoys_of(a[4]));
        });
    }>(type, "recover(rules, factor, code, at, unknown)\n--\n\nA recovery code, to let in.");
    add_static<held_call, call_resynchronise, [](auto const& a) -> py::object {
        if (PyUnicode_Check(a[2])) type_error("codes are two or three texts in a row");
        auto const codes = py::reinterpret_steal<py::object>(PySequence_Tuple(a[2]));
        if (!codes) throw py::error_already_set();
        std::string_view views[4];
        std::size_t count = 0;
        for (auto const each : py::reinterpret_borrow<py::tuple>(codes)) {
            auto const code = code_of(each.ptr());
            if (count != 4) views[count++] = code;
        }
        auto const now = time_or_now(a[3]);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::resynchronise(rules_of(a[0]), factor, std::span{views, count}, now,
                                       decoys_of(a[4]));
        });
    }>(type, "resynchronise(rules, factor, codes, at, unknown)\n--\n\nTwo or three in a row.");
    add_static<held_call, call_deactivate, [](auto const& a) -> py::object {
        return by_code(a, {action::deactivate, {}, {}});
    }>(type, "deactivate(rules, factor, code, at, unknown)\n--\n\nA code, to switch off.");
    add_static<held_call, call_replace, [](auto const& a) -> py::object {
        auto const& pending = object_of<held_pending>(a[5], "a pending secret is Pending");
        return by_code(a, {action::replace, pending.text(), {}}, a[5]);
    }>(type, "replace(rules, factor, code, at, unknown, pending)\n--\n\nA code, for a new secret.");
    add_static<held_call, call_recovery_codes, [](auto const& a) -> py::object {
        auto const& codes = object_of<held_codes>(a[5], "a set of codes is RecoveryCodes");
        return by_code(a, {action::recovery_codes, {}, codes.text()}, a[5]);
    }>(type, "recovery_codes(rules, factor, code, at, unknown, codes)\n--\n\nA code, for a set.");
    add_static<held_call, call_begin, [](auto const& a) -> py::object {
        auto const& pending = object_of<held_pending>(a[2], "a pending secret is Pending");
        auto const now = time_or_now(a[3]);
        return hold(a[1], a[2], [&](std::string_view factor) {
            return call::begin(rules_of(a[0]), factor, pending.text(), now);
        });
    }>(type, "begin(rules, factor, pending, at)\n--\n\nA secret that waits.");
    add_static<held_call, call_reset, [](auto const& a) -> py::object {
        auto const now = time_or_now(a[3]);
        if (!PyBool_Check(a[2])) type_error("erase is True or False");
        auto const to = a[2] == Py_True ? reset_to::erased : reset_to::unlocked;
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::reset(rules_of(a[0]), factor, to, now);
        });
    }>(type, "reset(rules, factor, erase, at)\n--\n\nThe administrator's.");
    add_static<held_call, call_status, [](auto const& a) -> py::object {
        auto const now = time_or_now(a[2]);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::status(rules_of(a[0]), factor, now);
        });
    }>(type, "status(rules, factor, at)\n--\n\nOnly reads.");
    add_static<held_call, call_reseal, [](auto const& a) -> py::object {
        auto const version = integer_of(a[2], "a key version is a number", reason::seal_key_unknown,
                                        reason::seal_key_unknown);
        return hold(a[1], nullptr, [&](std::string_view factor) {
            return call::reseal(rules_of(a[0]), factor, version);
        });
    }>(type, "reseal(rules, factor, version)\n--\n\nUnder the current key.");
}

constexpr signature<0> call_slot{"slot", {}, 0, 0};
constexpr signature<0> call_expected{"expected", {}, 0, 0};
constexpr signature<0> call_line{"line", {}, 0, 0};
constexpr signature<0> call_sealed{"sealed", {}, 0, 0};
constexpr signature<0> call_context{"context", {}, 0, 0};
constexpr signature<0> call_key{"key", {}, 0, 0};
constexpr signature<1> call_loaded{"loaded", {"line"}, 1, 1};
constexpr signature<1> call_stored{"stored", {"done"}, 1, 1};
constexpr signature<1> call_opened{"opened", {"secret"}, 1, 1};
constexpr signature<2> call_resealed{"resealed", {"version", "sealed"}, 2, 2};
constexpr signature<1> call_failed{"failed", {"reason"}, 1, 1};
constexpr signature<0> call_verdict{"verdict", {}, 0, 0};
constexpr signature<0> call_alarm{"alarm", {}, 0, 0};
constexpr signature<1> call_seen{"seen", {"at"}, 1, 1};

void define_wants(py::class_<held_call>& type)
{
    add_property<held_call, [](held_call& c) -> py::object {
        constexpr char const* names[]{"load", "set", "remove", "open", "seal", ""};
        return py::str(names[static_cast<int>(c->want())]);
    }>(type, "want", "What it waits for: load, set, remove, open, seal; '' when it is done.");
    add_property<held_call, [](held_call& c) -> py::object {
        return py::bool_(c->what() == task::recover);
    }>(type, "recovers", "Whether a recovery code was typed.");
    add_method<held_call, call_slot, [](held_call& self, auto const&) -> py::object {
        return to_str(self->slot());
    }>(type, "slot($self)\n--\n\nThe name in the store.");
    add_method<held_call, call_expected, [](held_call& self, auto const&) -> py::object {
        auto const line = self->expected();
        if (line.empty()) return py::none();
        return to_str(line);
    }>(type, "expected($self)\n--\n\nThe line that is thought to be stored, or None.");
    add_method<held_call, call_line, [](held_call& self, auto const&) -> py::object {
        return to_str(self->line());
    }>(type, "line($self)\n--\n\nThe line to store.");
    add_method<held_call, call_sealed, [](held_call& self, auto const&) -> py::object {
        auto const sealed = self->sealed();
        return py::make_tuple(sealed.key_version(), bytes_object(sealed.bytes()));
    }>(type, "sealed($self)\n--\n\nThe key version and the bytes to open.");
    add_method<held_call, call_context, [](held_call& self, auto const&) -> py::object {
        return py::cast(std::make_unique<held_context>(self->context()));
    }>(type, "context($self)\n--\n\nWhat they are sealed for.");
    add_method<held_call, call_key, [](held_call& self, auto const&) -> py::object {
        if (self->key().empty()) return py::none();
        return bytes_object(self->key());
    }>(type, "key($self)\n--\n\nThe secret to seal; None: what sealed() holds.");
}

void define_answers(py::class_<held_call>& type)
{
    add_method<held_call, call_loaded, [](held_call& self, auto const& a) -> py::object {
        if (a[0] == Py_None)
            self->absent();
        else
            self->loaded(text_of(a[0], "a store loads text, or None", max_record_size,
                                 {reason::record_length}));
        return py::none();
    }>(type, "loaded($self, line)\n--\n\nWhat the store has: None, or a line.");
    add_method<held_call, call_stored, [](held_call& self, auto const& a) -> py::object {
        if (!PyBool_Check(a[0])) type_error("a store answers True or False");
        self->stored(a[0] == Py_True);
        return py::none();
    }>(type, "stored($self, done)\n--\n\nWhether the line was stored, or removed.");
    add_method<held_call, call_opened, [](held_call& self, auto const& a) -> py::object {
        self->opened(checked(key_view::from(key::bytes_of(a[0]))));
        return py::none();
    }>(type, "opened($self, secret)\n--\n\nWhat was sealed.");
    add_method<held_call, call_resealed, [](held_call& self, auto const& a) -> py::object {
        self->resealed(sealed_of(a[0], a[1]));
        return py::none();
    }>(type, "resealed($self, version, sealed)\n--\n\nThe secret under a key.");
    add_method<held_call, call_failed, [](held_call& self, auto const& a) -> py::object {
        auto const value = py::reinterpret_borrow<py::object>(a[0]).attr("value");
        self->failed({static_cast<reason>(value.template cast<int>())});
        return py::none();
    }>(type, "failed($self, reason)\n--\n\nNo answer came.");
}

py::object status_tuple(status const& seen, bool has_secret)
{
    py::object type = py::none(), algorithm = py::none(), digits = py::none(), period = py::none();
    if (has_secret) {
        type = known->otp_types(to_str(to_string(seen.kind.type)));
        algorithm = to_python(seen.kind.algorithm);
        digits = py::int_(seen.kind.digits.value());
        if (seen.kind.type == otp_type::totp) period = py::int_(seen.kind.period.value());
    }
    py::object lock = py::none(), used = py::none();
    if (seen.lock != lock_cause::none) lock = to_str(to_string(seen.lock));
    if (seen.used >= 0) used = py::int_(seen.used);
    return py::make_tuple(to_str(to_string(seen.state)), seen.pending, type, algorithm, digits,
                          period, seen.created, used, seen.failures, lock, seen.wait,
                          seen.recovery_wait, seen.drift, seen.codes_left);
}

void define_call(py::module_& module)
{
    py::class_<held_call> type(module, "Call", py::is_final(),
                               "One call, from the code that was typed to the verdict.");
    never_copied(type);
    define_makers(type);
    define_wants(type);
    define_answers(type);
    add_method<held_call, call_verdict, [](held_call& self, auto const&) -> py::object {
        auto const& said = self->said();
        py::object why = py::none(), age = py::none();
        if (said.why) why = known->reasons(static_cast<int>(said.why->reason));
        if (said.step_age) age = py::int_(*said.step_age);
        return py::make_tuple(to_str(to_string(said.kind)), to_str(message(said)), said.retry_after,
                              age, said.failures, why);
    }>(type, "verdict($self)\n--\n\nkind, message, retry_after, step_age, failures, reason");
    add_method<held_call, call_alarm, [](held_call& self, auto const&) -> py::object {
        auto const what = alarm_of(self.call());
        if (what == alarm::none) return py::none();
        return to_str(to_string(what));
    }>(type, "alarm($self)\n--\n\nWhat somebody should be told of at once, or None.");
    add_method<held_call, call_seen, [](held_call& self, auto const& a) -> py::object {
        auto const seen = status_of(self->rules(), self->seen(), time_or_now(a[0]));
        return status_tuple(seen, !self->seen().id.empty());
    }>(type, "seen($self, at)\n--\n\nThe fields of a Status.");
}

// ---- the module

constexpr signature<1> module_ring_of_text{"ring_of_text", {"text"}, 1, 1};

py::object ring_of_text(PyObject* value)
{
    auto const text = text_of(value, "a ring of keys is text", key_ring::max_text,
                              {reason::key_ring_text, key_ring::max_text});
    auto const ring = key_ring::from_text(text);
    if (!ring) refuse(ring.error(), text);
    py::dict keys;
    for (auto const version : ring->versions())
        keys[py::int_(version)] = py::cast(checked(otpp::secret::from_bytes(ring->key(version))));
    return keys;
}

constexpr signature<2> module_tell{"tell", {"hook", "event"}, 2, 2};

void define(py::module_& module)
{
    py::options options;
    options.disable_function_signatures(); // the docstrings bring their own
    auto const types_module = py::module_::import("otpp._types");
    auto const base = py::module_::import("otpp._otpp"); // Secret and Account are of its types
    known = new types{types_module.attr("InvalidInput"), types_module.attr("Match"),
                      types_module.attr("Note"),         types_module.attr("Algorithm"),
                      types_module.attr("OtpType"),      base.attr("Reason")};
    define_rules(module);
    define_context(module);
    define_pending(module);
    define_codes(module);
    define_decoys(module);
    define_call(module);
    add_function<module_ring_of_text,
                 [](auto const& a) -> py::object { return ring_of_text(a[0]); }>(
        module,
        "ring_of_text(text)\n--\n\nThe keys of a ring's text by their versions, in its order.");
    add_function<module_tell,
                 [](auto const& a) -> py::object {
                     auto const said =
                         py::reinterpret_steal<py::object>(PyObject_CallOneArg(a[0], a[1]));
                     if (said) return py::none();
                     if (!PyErr_ExceptionMatches(PyExc_Exception))
                         throw py::error_already_set(); // Ctrl-C
                     PyErr_WriteUnraisable(a[0]);
                     return py::none();
                 }>(
        module, "tell(hook, event)\n--\n\n"
                "Calls a hook; what it raises goes to sys.unraisablehook, for the verdict stands.");
}

} // namespace

} // namespace otpp::python

PYBIND11_MODULE(_server, module, pybind11::mod_gil_not_used()) { otpp::python::define(module); }

// SPDX-License-Identifier: BSL-1.0
// KeySet, and match and passcodes of otpp.bulk: converts columns of Python to columns of the engine.

#include "bulk/bulk.hpp"

#include "bulk/codes.hpp"
#include "bulk/keys.hpp"
#include "bulk/results.hpp"
#include "bulk/running.hpp"
#include "bulk/shared_keys.hpp"
#include "bulk/times.hpp"
#include "shared/arguments.hpp"
#include "shared/convert.hpp"
#include "shared/descriptors.hpp"

#include <otpp/bulk.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace otpp::python {

namespace {

// ---- arguments

bool is_omitted(PyObject* value) { return value == nullptr || value == Py_None; }

totp_options options_of(PyObject* digits, PyObject* period, PyObject* algorithm, PyObject* t0)
{
    totp_options options;
    options.digits = checked_number<otpp::digits>(digits, 6, "digits must be a number");
    options.period = checked_number<otpp::period>(period, 30, "period must be a number of seconds");
    options.algorithm = algorithm_of(algorithm);
    if (t0 != nullptr) options.t0 = time_of(t0);
    return options;
}

int threads_of(PyObject* value)
{
    if (is_omitted(value)) return 0;
    auto const count = integer_of(value, "threads must be a number or None", reason::not_a_number,
                                  reason::not_a_number);
    if (count >= 1) return static_cast<int>(std::min<std::int64_t>(count, 4'096));
    PyErr_SetObject(known->invalid_input.ptr(),
                    known->invalid_input("threads must be at least 1, or None").ptr());
    throw py::error_already_set();
}

bulk::kernel kernel_of(PyObject* value, otpp::algorithm hash)
{
    if (is_omitted(value)) return bulk::kernel::automatic;
    auto const name =
        text_of(value, "kernel must be a name or None", 16, otpp::error{reason::kernel_unknown});
    return checked(bulk::parse_kernel(name, hash));
}

PyObject* progress_of(PyObject* value)
{
    if (is_omitted(value)) return nullptr;
    if (!PyCallable_Check(value))
        type_error("progress must be a callable, which is called with the rows done and the number "
                   "of rows");
    return value;
}

// Broadcast as in NumPy: one row, or as many as the others.
std::size_t rows_of(std::initializer_list<std::size_t> sizes)
{
    std::size_t rows = 1;
    for (std::size_t const size : sizes)
        if (size != 1) rows = size;
    for (std::size_t const size : sizes)
        if (size != 1 && size != rows) refuse(reason::rows_differ);
    return rows;
}

// ---- a call

// The arguments of a call except its keys.
struct request {
    PyObject *at, *threads, *kernel, *progress, *out; // null where left out
    PyObject *codes = nullptr, *window = nullptr;     // of match
};

class call {
public:
    call(totp_options const& options, request const& arguments)
        : options_{options},
          how_{kernel_of(arguments.kernel, options.algorithm), threads_of(arguments.threads), {}},
          look_{window_of(arguments.window)},
          arguments_{arguments},
          progress_{progress_of(arguments.progress)},
          times_{arguments.at}
    {
        if (arguments.codes != nullptr) codes_.emplace(arguments.codes, options.digits);
    }

    py::object of(shared_keys& keys)
    {
        shared_keys::reading const here{keys};
        auto const& set = keys.set();
        return codes_ ? run<std::int8_t>(set, set.size()) : run<std::uint32_t>(set, set.size());
    }

    py::object of(key_source& keys)
    {
        return codes_ ? run<std::int8_t>(keys, keys.size()) : run<std::uint32_t>(keys, keys.size());
    }

private:
    template <class Result, class Keys>
    py::object run(Keys& keys, std::size_t key_count)
    {
        std::size_t const rows = rows_of({key_count, codes_ ? codes_->size() : 1, times_.size()});
        results<Result> out{arguments_.out, rows};
        watch observed{progress_, rows};
        std::size_t const steps =
            static_cast<std::size_t>(look_.back.value() + look_.ahead.value());
        bool const is_long = rows * (steps + 1) > most_codes_of_short_call;
        if (is_long) how_.progress = bulk::progress{observed};
        std::size_t const at_once = computes_at_once(keys) ? rows : rows_at_once;
        std::size_t first = 0;
        do {
            std::size_t const count = std::min(rows - first, at_once);
            auto const done =
                share(keys, first, out.rows().subspan(first, count), is_long, observed);
            if (!done) {
                if (done.error().reason == reason::cancelled) throw py::error_already_set();
                refuse(done.error());
            }
            first += count;
            if (first != rows && !observed.look(first)) throw py::error_already_set();
        } while (first != rows);
        mark_missing(out.rows());
        if ((is_long || progress_ != nullptr) && !observed.finish()) throw py::error_already_set();
        return out.take();
    }

    static bool computes_at_once(bulk::key_set const&) { return true; }
    static bool computes_at_once(key_source const& keys)
    {
        return keys.is_in_place() || keys.size() == 1;
    }

    template <class Result>
    result<std::size_t> share(bulk::key_set const& set, std::size_t, std::span<Result> out,
                              bool is_long, watch& observed)
    {
        std::optional<unlocked> lock;
        if (is_long) observed.begin(0, lock.emplace());
        return engine(out, 0, set);
    }

    template <class Result>
    result<std::size_t> share(key_source& keys, std::size_t first, std::span<Result> out,
                              bool is_long, watch& observed)
    {
        std::size_t const count = keys.size() == 1 ? 1 : out.size();
        std::size_t const first_key = keys.size() == 1 ? 0 : first;
        std::optional<bulk::key_rows> rows;
        if (keys.needs_python() || !is_long) rows = keys.rows(first_key, count);
        std::optional<unlocked> lock;
        if (is_long) observed.begin(first, lock.emplace());
        if (!rows) rows = keys.rows(first_key, count);
        return engine(out, first, *rows, options_);
    }

    template <class... Keys>
    result<std::size_t> engine(std::span<std::uint32_t> out, std::size_t first, Keys const&... keys)
    {
        return bulk::passcodes(keys..., times_.rows(first, out.size()), out, how_);
    }
    template <class... Keys>
    result<std::size_t> engine(std::span<std::int8_t> out, std::size_t first, Keys const&... keys)
    {
        return bulk::match(keys..., codes_->rows(first, out.size()), times_.rows(first, out.size()),
                           look_, out, how_);
    }

    // With the lowest possible T0, the engine cannot detect missing times.
    template <class Result>
    void mark_missing(std::span<Result> out) const
    {
        if (options_.t0.seconds != std::numeric_limits<std::int64_t>::min()) return;
        for (std::size_t row = 0; row != out.size(); ++row)
            if (times_.is_missing(row))
                out[row] = std::is_signed_v<Result> ? static_cast<Result>(bulk::bad_row)
                                                    : static_cast<Result>(bulk::no_passcode);
    }

    static constexpr std::size_t most_codes_of_short_call = 8'192; // codes: at most a millisecond

    totp_options options_;
    bulk::run how_;
    otpp::window look_;
    request arguments_;
    PyObject* progress_;
    time_source times_;
    std::optional<code_source> codes_;
};

// ---- KeySet

constexpr char const* not_copied =
    "a KeySet holds secrets and is neither copied nor pickled: store the secrets in a secret store";

constexpr signature<0> repr{"__repr__", {}, 0, 0};
constexpr signature<0> len{"__len__", {}, 0, 0};
constexpr signature<5> init{"KeySet", {"keys", "digits", "period", "algorithm", "t0"}, 1, 1};
constexpr signature<1> append{"append", {"key"}, 1, 1};
constexpr signature<1> erase{"erase", {"row"}, 1, 1};
constexpr signature<5> set_passcodes{
    "passcodes", {"at", "threads", "kernel", "progress", "out"}, 1, 1};
constexpr signature<7> set_match{
    "match", {"codes", "at", "window", "threads", "kernel", "progress", "out"}, 2, 2};

// In batches, so that signals are handled.
void fill(shared_keys& to, key_source& from)
{
    watch observed{nullptr, from.size()};
    for (std::size_t first = 0; first != from.size();) {
        std::size_t const count = std::min(from.size() - first, rows_at_once / 4);
        std::optional<bulk::key_rows> rows;
        if (from.needs_python()) rows = from.rows(first, count);
        {
            unlocked const lock;
            if (!rows) rows = from.rows(first, count);
            to.set().append(*rows);
        }
        for (auto const& [row, why] : from.faults()) to.faults().emplace(first + row, why);
        first += count;
        if (!observed.look(first)) throw py::error_already_set();
    }
}

std::unique_ptr<shared_keys> make_key_set(py::args const& given, py::kwargs const& named)
{
    decltype(init)::values arguments;
    if (!init.bind(given, named, arguments)) throw py::error_already_set();
    auto const& [keys, digits, period, algorithm, t0] = arguments;
    auto made = std::make_unique<shared_keys>(options_of(digits, period, algorithm, t0));
    fill(*made, *keys_of(keys));
    return made;
}

py::object faults_of(shared_keys& self)
{
    shared_keys::reading const here{self};
    py::list found;
    for (auto const& [row, why] : self.set().faults()) {
        auto const other = self.faults().find(row);
        auto const why_of_row = other == self.faults().end() ? why : other->second;
        found.append(py::make_tuple(row, known->reasons(static_cast<int>(why_of_row))));
    }
    return found;
}

void erase_row(shared_keys& self, std::int64_t row)
{
    self.write([row](bulk::key_set& set, shared_keys::other_faults& faults) {
        if (row < 0 || static_cast<std::size_t>(row) >= set.size()) {
            PyErr_SetString(PyExc_IndexError, "the KeySet has no such row");
            throw py::error_already_set();
        }
        auto const gone = static_cast<std::size_t>(row);
        set.erase(gone);
        faults.erase(gone);
        if (auto moved = faults.extract(set.size())) { // what was the last row
            moved.key() = gone;
            faults.insert(std::move(moved));
        }
    });
}

void define_key_set(py::module_& module)
{
    py::class_<shared_keys> type(
        module, "KeySet", py::is_final(),
        R"(Many keys, prepared once: one row each, of 40 bytes for SHA1, 64 for SHA256, 128 for SHA512.

`keys` is a 2-D array of uint8 (a key in each row), a list of bytes, Secrets or base32 texts, an array
of base32 texts, or an Arrow column of binaries (keys) or strings (base32). `digits`, `period`,
`algorithm` and `t0` are as in TOTP, and the same for all rows. An invalid key gets a row as well, which
matches nothing; `faults` lists these rows. Calls may run in parallel; `append` and `erase` wait for them.

>>> keys = KeySet([b"12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", b""])
>>> keys
<KeySet of 3 keys, SHA1, 6 digits, 30 s>
>>> keys.passcodes(59).tolist()
[287082, 287082, 4294967295]
>>> keys.match(["287082", "123456", "287082"], 65).tolist() == [-1, otpp.NO_MATCH, otpp.BAD_ROW]
True
>>> keys.faults
[(2, <Reason.KEY_EMPTY: 0>)])");
    type.def(py::init(&make_key_set),
             "__init__(self, /, keys, *, digits=6, period=30, algorithm='SHA1', t0=0)\n--\n\n");
    using self_type = shared_keys;
    add_method<self_type, len, [](self_type& self, auto const&) -> py::object {
        shared_keys::reading const here{self};
        return py::int_(self.set().size());
    }>(type, "__len__($self, /)\n--\n\nThe number of rows, including invalid ones.");
    add_method<self_type, repr, [](self_type& self, auto const&) -> py::object {
        shared_keys::reading const here{self};
        auto const& options = self.set().options();
        return py::str("<KeySet of " + std::to_string(self.set().size()) + " keys, " +
                       std::string{to_string(options.algorithm)} + ", " +
                       std::to_string(options.digits.value()) + " digits, " +
                       std::to_string(options.period.value()) + " s>");
    }>(type, "__repr__($self, /)\n--\n\nShows no secret.");
    for (char const* const name : {"__copy__", "__deepcopy__", "__reduce_ex__", "__reduce__"})
        add_refusal<not_copied>(type, name);
    add_property<self_type, [](self_type& self) -> py::object {
        return py::int_(self.set().options().digits.value());
    }>(type, "digits", "The number of digits of the passcodes, 6 to 10.");
    add_property<self_type, [](self_type& self) -> py::object {
        return py::int_(self.set().options().period.value());
    }>(type, "period", "Seconds from one passcode to the next.");
    add_property<self_type, [](self_type& self) -> py::object {
        return to_python(self.set().options().algorithm);
    }>(type, "algorithm", "The hash, an Algorithm.");
    add_property<self_type, [](self_type& self) -> py::object {
        return py::int_(self.set().options().t0.seconds);
    }>(type, "t0", "The Unix time of step 0.");
    add_property<self_type, [](self_type& self) -> py::object { return faults_of(self); }>(
        type, "faults", "The rows with an invalid key, a list of (row, Reason).");

    add_method<self_type, append,
               [](self_type& self, auto const& arguments) -> py::object {
                   key const added{arguments[0]};
                   std::size_t row = 0;
                   self.write([&](bulk::key_set& set, auto&) { row = set.append(added.secret()); });
                   return py::int_(row);
               }>(type, "append($self, key)\n--\n\n"
                        "Adds a key (a Secret, bytes or base32 text) and returns its row. "
                        "InvalidInput for an invalid key.");
    add_method<self_type, erase,
               [](self_type& self, auto const& arguments) -> py::object {
                   erase_row(self, integer_of(arguments[0], "a row must be a number",
                                              reason::rows_differ, reason::rows_differ));
                   return py::none();
               }>(
        type,
        "erase($self, row)\n--\n\n"
        "Removes a row and wipes it. The last row moves to its place: do the same in your own\n"
        "table. IndexError if there is no such row.");
    add_method<self_type, set_passcodes,
               [](self_type& self, auto const& arguments) -> py::object {
                   auto const& [at, threads, kernel, progress, out] = arguments;
                   return call{self.set().options(), {at, threads, kernel, progress, out}}.of(self);
               }>(
        type, "passcodes($self, at, *, threads=None, kernel=None, progress=None, out=None)\n--\n\n"
              "The passcode of every row, as in otpp.bulk.passcodes.");
    add_method<self_type, set_match,
               [](self_type& self, auto const& arguments) -> py::object {
                   auto const& [codes, at, window, threads, kernel, progress, out] = arguments;
                   return call{self.set().options(),
                               {at, threads, kernel, progress, out, codes, window}}
                       .of(self);
               }>(
        type,
        "match($self, codes, at, *, window=1, threads=None, kernel=None, progress=None, out=None)\n"
        "--\n\n"
        "The drift of every row's code, as in otpp.bulk.match.");
}

// ---- otpp.bulk

constexpr signature<10> cold_passcodes{
    "passcodes",
    {"keys", "at", "digits", "period", "algorithm", "t0", "threads", "kernel", "progress", "out"},
    2,
    2};
constexpr signature<12> cold_match{"match",
                                   {"keys", "codes", "at", "digits", "period", "algorithm", "t0",
                                    "window", "threads", "kernel", "progress", "out"},
                                   3,
                                   3};
constexpr signature<1> kernels{"kernels", {"algorithm"}, 1, 0};

template <auto const& names, auto body>
void add_function(py::module_& module, char const* documentation)
{
    interned_names<names> = names.intern();
    auto* const definition = definition_of<&function<names, body>>(names.function, documentation);
    auto const made = py::reinterpret_steal<py::object>(
        PyCFunction_NewEx(definition, nullptr, py::str("otpp.bulk").ptr()));
    if (!made) throw py::error_already_set();
    module.attr(names.function) = made;
}

void define_functions(py::module_& module)
{
    add_function<cold_passcodes,
                 [](auto const& arguments) -> py::object {
                     auto const& [keys, at, digits, period, algorithm, t0, threads, kernel,
                                  progress, out] = arguments;
                     auto const source = keys_of(keys);
                     return call{options_of(digits, period, algorithm, t0),
                                 {at, threads, kernel, progress, out}}
                         .of(*source);
                 }>(
        module,
        R"(passcodes(keys, at, *, digits=6, period=30, algorithm='SHA1', t0=0, threads=None, kernel=None, progress=None, out=None)
--

The passcode of every row, as a number: an array of uint32, with 2**32-1 in a bad row.

`keys` is as for KeySet, or one key as for TOTP; the keys are prepared for this call and wiped. `at` is
one time as for TOTP, or one for each key: an array of integers, of 64-bit floats or of datetime64 (UTC),
an Arrow column, or a list. One row broadcasts to all; a row with an invalid key or no time is bad.

`threads` is a number, or None to choose it by the amount of work; `kernel` is one of kernels(), or None
for the fastest. `progress` is called with the rows done and the number of rows, at most 20 times a second
and at the end; an exception in it ends the call, as Ctrl-C does. `out` is an array to write to. Without
NumPy, the result is an array.array.

>>> otpp.bulk.passcodes(b"12345678901234567890", [59, 1111111109], digits=8).tolist()
[94287082, 7081804])");
    add_function<cold_match,
                 [](auto const& arguments) -> py::object {
                     auto const& [keys, codes, at, digits, period, algorithm, t0, window, threads,
                                  kernel, progress, out] = arguments;
                     auto const source = keys_of(keys);
                     return call{options_of(digits, period, algorithm, t0),
                                 {at, threads, kernel, progress, out, codes, window}}
                         .of(*source);
                 }>(
        module,
        R"(match(keys, codes, at, *, digits=6, period=30, algorithm='SHA1', t0=0, window=1, threads=None, kernel=None, progress=None, out=None)
--

The drift of every row's code in steps: an array of int8, with the matching drift nearest to 0 (of two at
one distance the older), otpp.NO_MATCH, or otpp.BAD_ROW.

`codes` is an array of integers, an array or a list of texts, an Arrow column of either, or one text; an
invalid code matches nothing. `window` is as in TOTP.match, the other arguments are as in passcodes. The
whole window is computed for every row, whatever matches. A match does not admit a person: accept each
step only once (RFC 6238, section 5.2).

>>> keys = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXP"]
>>> otpp.bulk.match(keys, ["287082", "996554"], at=65).tolist()
[-1, -1])");
    add_function<kernels, [](auto const& arguments) -> py::object {
        py::list names;
        for (auto const one : bulk::kernels{algorithm_of(arguments[0])})
            names.append(to_str(bulk::to_string(one)));
        return py::tuple(names);
    }>(module, R"(kernels(algorithm='SHA1')
--

The names of the kernels that are available for an algorithm, the preferred one first.

>>> otpp.bulk.kernels()[-1]
'portable')");
}

} // namespace

void define_bulk(py::module_& module)
{
    module.attr("NO_MATCH") = int{bulk::no_match};
    module.attr("BAD_ROW") = int{bulk::bad_row};
    define_key_set(module);
    module.attr("KeySet").attr("__module__") = "otpp";
    define_functions(module);
}

} // namespace otpp::python

// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_CONVERT_HPP
#define OTPP_PYTHON_CONVERT_HPP
// Python's values as ours and back. What cannot be right becomes InvalidInput, a wrong type a
// TypeError; neither shows a value.

#include <otpp/otpp.hpp>

#include <pybind11/pybind11.h>

#include <datetime.h> // of Python

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace otpp::python {

namespace py = pybind11;

// The Python side of the package, looked up once when the module is made.
struct types {
    py::object invalid_input, match, note, algorithms, otp_types, reasons;
};
inline types* known = nullptr;

// Thrown after a Python error was set: caught at the edge of each call.
[[noreturn]] inline void type_error(char const* text)
{
    PyErr_SetString(PyExc_TypeError, text);
    throw py::error_already_set();
}

// `text` is what the offset points into: its bytes are counted as Python's characters.
[[noreturn]] inline void refuse(otpp::error why, std::string_view text = {})
{
    auto const words = message(why.reason);
    py::object offset = py::none();
    std::string said{words};
    if (why.offset != otpp::error::nowhere) {
        std::size_t characters = why.offset;
        for (std::size_t i = 0; i != why.offset && i != text.size(); ++i)
            if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) --characters;
        offset = py::int_(characters);
        said += " (at offset " + std::to_string(characters) + ")";
    }
    auto const reason = known->reasons(static_cast<int>(why.reason));
    py::object const raised = known->invalid_input(said, reason, offset);
    PyErr_SetObject(known->invalid_input.ptr(), raised.ptr());
    throw py::error_already_set();
}

[[noreturn]] inline void refuse(reason why) { refuse(otpp::error{why}); }

// The C++ object in a Python one of its own type, without pybind11's search. The types are final:
// an instance holds one object, in the simple layout, once __init__ has run.
template <class T>
T& self_of(PyObject* self)
{
    auto* const instance = reinterpret_cast<py::detail::instance*>(self);
    if (!instance->simple_layout || !instance->simple_holder_constructed)
        type_error("this object was not initialised");
    return *static_cast<T*>(instance->simple_value_holder[0]);
}

template <class T>
T checked(result<T>&& from, std::string_view text = {})
{
    if (!from) refuse(from.error(), text);
    return *std::move(from);
}

// `longest`, in characters, is more than any good text has: what is longer is not even encoded.
inline std::string_view text_of(PyObject* value, char const* otherwise, std::size_t longest,
                                otpp::error too_long)
{
    if (!PyUnicode_Check(value)) type_error(otherwise);
    if (static_cast<std::size_t>(PyUnicode_GET_LENGTH(value)) > longest) refuse(too_long);
    Py_ssize_t size = 0;
    if (char const* const text = PyUnicode_AsUTF8AndSize(value, &size))
        return {text, static_cast<std::size_t>(size)};
    PyErr_Clear(); // half of a surrogate pair; the codec's error would quote the whole text
    Py_ssize_t const length = PyUnicode_GET_LENGTH(value);
    Py_ssize_t at = 0;
    while (at != length) {
        Py_UCS4 const c = PyUnicode_READ_CHAR(value, at);
        if (c >= 0xd800 && c < 0xe000) break;
        ++at;
    }
    refuse({reason::invalid_utf8, static_cast<std::size_t>(at)});
}

inline py::str to_str(std::string_view text)
{
    auto* const made = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()),
                                            "replace"); // a URI may hold other bytes: see its notes
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::str>(made);
}

// Whether an object of NumPy is no number: its dates have a float() too, of whatever unit
// they are in, and before 2.3 its truth values an index.
inline bool is_no_number_of_numpy(PyObject* value)
{
    auto const type = py::getattr(value, "dtype", py::none());
    if (type.is_none()) return false;
    py::object const kind = py::getattr(type, "kind", py::none());
    return !PyUnicode_Check(kind.ptr()) || PyUnicode_GET_LENGTH(kind.ptr()) != 1 ||
           std::string_view{"fiu"}.find(static_cast<char>(PyUnicode_READ_CHAR(kind.ptr(), 0))) ==
               std::string_view::npos;
}

// A whole number in 64 bits; beyond them it is out of range for everything here.
inline std::int64_t integer_of(PyObject* value, char const* otherwise, otpp::reason too_small,
                               otpp::reason too_large)
{
    py::object number;
    if (!PyLong_CheckExact(value)) { // an int is what it mostly is
        if (!PyIndex_Check(value) || PyBool_Check(value)) type_error(otherwise);
        if (!PyLong_Check(value) && is_no_number_of_numpy(value)) type_error(otherwise);
        number = py::reinterpret_steal<py::object>(PyNumber_Index(value));
        if (!number) throw py::error_already_set();
        value = number.ptr();
    }
    int overflow = 0;
    auto const narrow = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) refuse(overflow < 0 ? too_small : too_large);
    return narrow;
}

template <class Checked>
Checked checked_number(PyObject* value, Checked or_else, char const* otherwise)
{
    if (value == nullptr) return or_else;
    return checked(
        Checked::from(integer_of(value, otherwise, Checked::out_of_range, Checked::out_of_range)));
}

inline otpp::algorithm algorithm_of(PyObject* value)
{
    if (value == nullptr) return algorithm::sha1;
    auto const name = text_of(value, "algorithm is one of Algorithm, or its name", 16,
                              {reason::algorithm_unknown, 0});
    return checked(parse_algorithm(name), name);
}

inline py::object to_python(otpp::algorithm which)
{
    return known->algorithms(to_str(to_string(which)));
}

inline otpp::unix_time floored(double seconds)
{
    if (!std::isfinite(seconds)) refuse(reason::time_not_finite);
    double const whole = std::floor(seconds);
    if (whole < -0x1p63) refuse(reason::before_t0);
    if (whole >= 0x1p63) refuse(reason::step_too_large);
    return otpp::unix_time{static_cast<std::int64_t>(whole)};
}

// Exact to the second, which a float of datetime.timestamp() is not in every century.
inline otpp::unix_time time_of_datetime(PyObject* moment)
{
    auto const offset =
        py::reinterpret_steal<py::object>(PyObject_CallMethod(moment, "utcoffset", nullptr));
    if (!offset) throw py::error_already_set();
    if (offset.is_none()) refuse(reason::time_without_zone);
    if (!PyDelta_Check(offset.ptr())) type_error("utcoffset() of a datetime is a timedelta");
    using namespace std::chrono;
    sys_days const day = year{PyDateTime_GET_YEAR(moment)} /
                         static_cast<unsigned>(PyDateTime_GET_MONTH(moment)) /
                         static_cast<unsigned>(PyDateTime_GET_DAY(moment));
    auto const local = day + hours{PyDateTime_DATE_GET_HOUR(moment)} +
                       minutes{PyDateTime_DATE_GET_MINUTE(moment)} +
                       seconds{PyDateTime_DATE_GET_SECOND(moment)} +
                       microseconds{PyDateTime_DATE_GET_MICROSECOND(moment)};
    auto const east = days{PyDateTime_DELTA_GET_DAYS(offset.ptr())} +
                      seconds{PyDateTime_DELTA_GET_SECONDS(offset.ptr())} +
                      microseconds{PyDateTime_DELTA_GET_MICROSECONDS(offset.ptr())};
    return local - east;
}

// float() of a number that is none of Python's own; beyond a double, or no number, it raises.
inline double float_of(PyObject* value)
{
    auto const number = py::reinterpret_steal<py::object>(PyNumber_Float(value));
    if (number) return PyFloat_AS_DOUBLE(number.ptr());
    if (PyErr_ExceptionMatches(PyExc_ValueError)) { // a signalling NaN
        PyErr_Clear();
        return Py_NAN;
    }
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw py::error_already_set();
    PyErr_Clear();
    int const negative = PyObject_RichCompareBool(value, py::int_(0).ptr(), Py_LT);
    if (negative < 0) throw py::error_already_set();
    return negative ? -0x1p100 : 0x1p100;
}

// Unix seconds (int, float, NumPy's scalars), or an aware datetime.
inline otpp::unix_time time_of(PyObject* value)
{
    constexpr auto otherwise = "a time is Unix seconds or an aware datetime";
    if (PyFloat_Check(value)) return floored(PyFloat_AS_DOUBLE(value));
    if (PyLong_CheckExact(value) || PyIndex_Check(value))
        return otpp::unix_time{
            integer_of(value, otherwise, reason::before_t0, reason::step_too_large)};
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
    if (PyDateTime_Check(value)) return time_of_datetime(value);
    auto const* const numbers = Py_TYPE(value)->tp_as_number;
    if (numbers == nullptr || numbers->nb_float == nullptr || is_no_number_of_numpy(value))
        type_error(otherwise);
    return floored(float_of(value));
}

// How far match looks: a number of steps to both sides, or (back, ahead).
inline otpp::window window_of(PyObject* value)
{
    constexpr auto otherwise = "window is a number of steps, or (back, ahead)";
    if (value == nullptr) return {};
    if (!PyTuple_Check(value)) {
        auto const both = checked_number<steps>(value, 1, otherwise);
        return {both, both};
    }
    if (PyTuple_GET_SIZE(value) != 2) type_error(otherwise);
    return {checked_number<steps>(PyTuple_GET_ITEM(value, 0), 1, otherwise),
            checked_number<steps>(PyTuple_GET_ITEM(value, 1), 1, otherwise)};
}

// A key given as Secret, as raw bytes or as base32 text.
class key {
public:
    explicit key(PyObject* value)
    {
        if (py::isinstance<otpp::secret>(value))
            given_ = &self_of<otpp::secret>(value);
        else
            made_.emplace(make(value));
    }

    [[nodiscard]] otpp::secret const& secret() const { return given_ ? *given_ : *made_; }

    // A secret of its own, for an account to keep.
    [[nodiscard]] otpp::secret take()
    {
        return made_ ? *std::move(made_) : *otpp::secret::from_bytes(given_->bytes());
    }

    static std::span<unsigned char const> bytes_of(PyObject* value)
    {
        if (!PyBytes_Check(value)) type_error("a secret is a Secret, bytes or base32 text");
        return {reinterpret_cast<unsigned char const*>(PyBytes_AS_STRING(value)),
                static_cast<std::size_t>(PyBytes_GET_SIZE(value))};
    }

    static otpp::secret from_base32(PyObject* value)
    {
        constexpr std::size_t longest = 4 * base32::encoded_size(max_key_size); // as in the core
        auto const text =
            text_of(value, "base32 is text", longest, {reason::key_too_long, longest});
        return checked(otpp::secret::from_base32(text), text);
    }

private:
    static otpp::secret make(PyObject* value)
    {
        if (PyUnicode_Check(value)) return from_base32(value);
        return checked(otpp::secret::from_bytes(bytes_of(value)));
    }

    otpp::secret const* given_ = nullptr;
    std::optional<otpp::secret> made_;
};

// A passcode that a person typed, as far as it can be one: no more of it is read.
inline std::string_view code_of(PyObject* value)
{
    if (!PyUnicode_Check(value))
        type_error("a code is text: as a number it would lose its leading zeros");
    if (PyUnicode_IS_ASCII(value)) // of a subclass of str as well
        return {static_cast<char const*>(PyUnicode_DATA(value)),
                static_cast<std::size_t>(PyUnicode_GET_LENGTH(value))};
    return "not ASCII"; // fits nowhere, as such a text does
}

inline py::object to_python(std::optional<otpp::match> const& found)
{
    if (!found) return py::none();
    auto step = py::reinterpret_steal<py::object>(PyLong_FromLongLong(found->step));
    auto drift = py::reinterpret_steal<py::object>(PyLong_FromLong(found->drift));
    if (!step || !drift) throw py::error_already_set();
    // A tuple of two numbers: tp_alloc would show it to the garbage collector, for nothing.
    auto* const made = reinterpret_cast<PyObject*>(
        PyObject_GC_NewVar(PyTupleObject, reinterpret_cast<PyTypeObject*>(known->match.ptr()), 2));
    if (made == nullptr) throw py::error_already_set();
    PyTuple_SET_ITEM(made, 0, step.release().ptr());
    PyTuple_SET_ITEM(made, 1, drift.release().ptr());
    return py::reinterpret_steal<py::object>(made);
}

} // namespace otpp::python

#endif

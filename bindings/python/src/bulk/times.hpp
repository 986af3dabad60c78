// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_TIMES_HPP
#define OTPP_PYTHON_BULK_TIMES_HPP
// The times of a bulk call: one as for TOTP, or a column of numbers, of NumPy's datetime64, or of Arrow's
// timestamps. A row without a time is a bad row.

#include "bulk/columns.hpp"

#include <otpp/bulk.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace otpp::python {

// The unit of a column: `seconds` seconds divided by `parts`, or `months` months.
struct time_unit {
    std::int64_t seconds = 1, parts = 1;
    std::int64_t months = 0;
    bool has_nat = false; // whether the lowest number is a missing time (NaT)

    // Rounded down; empty out of the range of 64 bits.
    [[nodiscard]] std::optional<std::int64_t> to_seconds(std::int64_t count) const
    {
        if (has_nat && count == INT64_MIN) return {};
        if (months != 0) return of_months(count);
        __extension__ using wide = __int128;
        wide const whole = wide{count} * seconds;
        wide floored = whole / parts;
        if (floored * parts > whole) --floored;
        if (floored < INT64_MIN || floored > INT64_MAX) return {};
        return static_cast<std::int64_t>(floored);
    }

    // From NumPy's letters of a unit; `count` units.
    static std::optional<time_unit> of_numpy(std::string_view letters, std::int64_t count)
    {
        time_unit unit{count, 1, 0, true};
        if (letters == "Y") return time_unit{1, 1, 12 * count, true};
        if (letters == "M") return time_unit{1, 1, count, true};
        if (letters == "W")
            unit.seconds *= 7 * 86'400;
        else if (letters == "D")
            unit.seconds *= 86'400;
        else if (letters == "h")
            unit.seconds *= 3'600;
        else if (letters == "m")
            unit.seconds *= 60;
        else if (letters == "ms")
            unit.parts = 1'000;
        else if (letters == "us")
            unit.parts = 1'000'000;
        else if (letters == "ns")
            unit.parts = 1'000'000'000;
        else if (letters == "ps")
            unit.parts = 1'000'000'000'000;
        else if (letters == "fs")
            unit.parts = 1'000'000'000'000'000;
        else if (letters == "as")
            unit.parts = 1'000'000'000'000'000'000;
        else if (letters != "s")
            return {};
        return unit;
    }

private:
    // The first second of the month `count * months` months after January 1970.
    [[nodiscard]] std::optional<std::int64_t> of_months(std::int64_t count) const
    {
        std::int64_t since{};
        if (__builtin_mul_overflow(count, months, &since)) return {};
        std::int64_t const cycles = since / 4'800 - (since % 4'800 < 0 ? 1 : 0); // of 400 years
        auto const rest = static_cast<int>(since - cycles * 4'800);
        using namespace std::chrono;
        sys_days const first = year_month{year{1970}, January} / 1 + std::chrono::months{rest};
        std::int64_t const days = first.time_since_epoch().count();
        std::int64_t whole{}, found{};
        if (__builtin_mul_overflow(cycles, std::int64_t{146'097} * 86'400, &whole) ||
            __builtin_add_overflow(whole, days * 86'400, &found))
            return {};
        return found;
    }
};

class time_source {
public:
    explicit time_source(PyObject* value) { take(value); }

    [[nodiscard]] std::size_t size() const { return numbers_ ? numbers_->size() : listed_.size(); }

    // The times of `count` rows from `first`; valid until the next call. A missing time becomes the lowest,
    // which is before T0, unless T0 is the lowest itself: see `is_missing`.
    [[nodiscard]] bulk::column<std::int64_t> rows(std::size_t first, std::size_t count)
    {
        if (size() == 1) return read(0).value_or(INT64_MIN);
        if (!numbers_) return std::span<std::int64_t const>{listed_}.subspan(first, count);
        bool const same = unit_.seconds == 1 && unit_.parts == 1 && unit_.months == 0;
        if (auto const* const all = numbers_->plain(element_kind::signed_integer, 8); all && same)
            return {all->data + static_cast<std::ptrdiff_t>(first) * all->stride, count,
                    all->stride};
        first_ = first;
        return {this, count, [](void const* self, std::size_t row) {
                    auto const& from = *static_cast<time_source const*>(self);
                    return from.read(from.first_ + row).value_or(INT64_MIN);
                }};
    }

    [[nodiscard]] bool is_missing(std::size_t row) const
    {
        return !read(size() == 1 ? 0 : row).has_value();
    }

private:
    static constexpr char const* accepted_types =
        "times must be Unix seconds (a number, or an array of integers or of 64-bit floats), an "
        "aware "
        "datetime, an array of datetime64, an Arrow column of integers or timestamps, or a list of "
        "single times";
    static constexpr char const* too_coarse =
        "times as floats of less than 64 bits are minutes off: use int64 or float64";

    void take(PyObject* value)
    {
        if (PyLong_CheckExact(value) || PyFloat_Check(value)) return take_one(value);
        if (PyList_Check(value) || PyTuple_Check(value)) return take_list(value);
        if (take_datetime64(value)) return;
        if (buffer found{value}) {
            if (found.dimensions() == 0) return take_one(value);
            if (found.dimensions() != 1) type_error("times must have one dimension");
            auto const what = found.element();
            if (is_no_array(value, found)) type_error(accepted_types);
            if (what.kind == element_kind::real && what.size != 8) type_error(too_coarse);
            if (what.is_integer() || what.kind == element_kind::real) {
                numbers_.emplace(std::move(found));
                return;
            }
            if (auto const list = as_list(value)) return take_list(list.ptr());
            type_error(accepted_types);
        }
        if (arrow_column column{value}) return take_arrow(std::move(column));
        if (auto const array = as_array(value)) return take(array.ptr());
        take_one(value);
    }

    void take_one(PyObject* value) { listed_.push_back(time_of(value).seconds); }

    // A list of single times; None is a missing one. A time of another type may run Python code, so a copy
    // of the list is read.
    void take_list(PyObject* list)
    {
        auto const all = py::reinterpret_steal<py::object>(PySequence_Tuple(list));
        if (!all) throw py::error_already_set();
        auto const size = static_cast<std::size_t>(PyTuple_GET_SIZE(all.ptr()));
        listed_.reserve(size);
        for (std::size_t row = 0; row != size; ++row) {
            auto* const item = PyTuple_GET_ITEM(all.ptr(), static_cast<Py_ssize_t>(row));
            auto const found = listed_time(item);
            if (!found) missing_.push_back(row);
            listed_.push_back(found.value_or(INT64_MIN));
        }
    }

    static std::optional<std::int64_t> listed_time(PyObject* item)
    {
        if (item == Py_None) return {};
        if (PyLong_CheckExact(item)) {
            int overflow = 0;
            auto const narrow = PyLong_AsLongLongAndOverflow(item, &overflow);
            if (overflow != 0) return {};
            return narrow;
        }
        if (PyFloat_Check(item)) {
            double const whole = std::floor(PyFloat_AS_DOUBLE(item));
            if (!(whole >= -0x1p63 && whole < 0x1p63)) return {};
            return static_cast<std::int64_t>(whole);
        }
        return time_of(item).seconds;
    }

    // NumPy does not export datetime64 by the buffer protocol; a view as int64 is exported.
    bool take_datetime64(PyObject* value)
    {
        auto const type = py::getattr(value, "dtype", py::none());
        auto const kind = py::getattr(type, "kind", py::none());
        if (!PyUnicode_Check(kind.ptr()) || PyUnicode_CompareWithASCIIString(kind.ptr(), "M") != 0)
            return false;
        if (!PyObject_CheckBuffer(value)) { // pandas; with a time zone it is not a dtype of NumPy
            if (py::hasattr(type, "tz")) return false;
            auto const array = as_array(value);
            return array && take_datetime64(array.ptr());
        }
        auto const described = py::module_::import("numpy").attr("datetime_data")(type);
        auto const unit = time_unit::of_numpy(py::cast<std::string>(described[py::int_(0)]),
                                              py::cast<std::int64_t>(described[py::int_(1)]));
        if (!unit) type_error("a datetime64 must have a unit");
        auto const order = py::cast<std::string>(type.attr("str")).substr(0, 1);
        py::object const numbers = py::getattr(value, "view")(order + "i8");
        buffer found{numbers.ptr()};
        if (!found || found.dimensions() > 1) type_error("times must have one dimension");
        unit_ = *unit;
        if (found.dimensions() == 1) {
            numbers_.emplace(std::move(found));
            return true;
        }
        auto const seconds = unit_.to_seconds(load<std::int64_t>(found.data()));
        if (!seconds) refuse(reason::time_not_finite);
        listed_.push_back(*seconds);
        return true;
    }

    void take_arrow(arrow_column&& column)
    {
        std::string_view const format = column.format();
        if (auto const what = arrow_integer(format); what.is_integer()) {
            numbers_.emplace(std::move(column), what);
            return;
        }
        if (!format.starts_with("ts") || format.size() < 4 || format[3] != ':')
            type_error(accepted_types);
        if (format.size() == 4) refuse(reason::time_without_zone);
        char const unit = format[2];
        unit_.parts = unit == 's'   ? 1
                      : unit == 'm' ? 1'000
                      : unit == 'u' ? 1'000'000
                                    : 1'000'000'000;
        numbers_.emplace(std::move(column), element{element_kind::signed_integer, 8, false});
    }

    [[nodiscard]] std::optional<std::int64_t> read(std::size_t row) const
    {
        if (!numbers_) {
            if (std::binary_search(missing_.begin(), missing_.end(), row)) return {};
            return listed_[row];
        }
        auto const count = (*numbers_)[row];
        if (!count) return {};
        return unit_.to_seconds(*count);
    }

    std::optional<number_column> numbers_;
    time_unit unit_;
    std::vector<std::int64_t> listed_;
    std::vector<std::size_t> missing_;
    std::size_t first_ = 0;
};

} // namespace otpp::python

#endif

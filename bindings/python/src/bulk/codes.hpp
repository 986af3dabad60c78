// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_CODES_HPP
#define OTPP_PYTHON_BULK_CODES_HPP
// The codes of a bulk call: one typed text, an array of numbers, or an array of texts. An invalid code
// becomes a number that never matches, and does not fail the call.

#include "bulk/columns.hpp"

#include <otpp/bulk.hpp>
#include <otpp/passcode.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace otpp::python {

class code_source {
public:
    code_source(PyObject* value, otpp::digits count) : digits_{count} { take(value); }

    [[nodiscard]] std::size_t size() const
    {
        switch (from_) {
        case where::numbers: return numbers_.size();
        case where::texts: return texts_.size();
        default: return listed_.size();
        }
    }

    // The codes of `count` rows from `first`; valid until the next call.
    [[nodiscard]] bulk::column<std::uint32_t> rows(std::size_t first, std::size_t count)
    {
        if (size() == 1) return read(0);
        if (from_ == where::listed)
            return std::span<std::uint32_t const>{listed_}.subspan(first, count);
        if (from_ == where::numbers)
            if (auto const* const all = numbers_.plain(element_kind::unsigned_integer, 4))
                return {all->data + static_cast<std::ptrdiff_t>(first) * all->stride, count,
                        all->stride};
        first_ = first;
        return {this, count, [](void const* self, std::size_t row) {
                    auto const& from = *static_cast<code_source const*>(self);
                    return from.read(from.first_ + row);
                }};
    }

private:
    enum class where : unsigned char { listed, numbers, texts };

    static constexpr std::uint32_t never_matches = UINT32_MAX;
    static constexpr char const* number_given =
        "a single code must be text: as a number it would lose its leading zeros";
    static constexpr char const* accepted_types =
        "codes must be one text, a list or an array of texts, "
        "an array of integers, or an Arrow column of "
        "texts or integers";

    static bool is_text(element const& what)
    {
        return what.kind == element_kind::bytes || what.kind == element_kind::characters;
    }

    void take(PyObject* value)
    {
        if (PyUnicode_Check(value)) return listed_.push_back(typed(code_of(value)));
        if (PyList_Check(value) || PyTuple_Check(value)) return take_list(value);
        if (buffer found{value}) {
            auto const what = found.element();
            if (what.is_integer() && is_no_array(value, found)) type_error(accepted_types);
            if (found.dimensions() == 1 && what.is_integer())
                return take(number_column{std::move(found)});
            if (found.dimensions() == 1 && is_text(what))
                return take(byte_column{std::move(found)});
            if (auto const list = as_list(value); list && found.dimensions() == 1)
                return take_list(list.ptr());
            if (found.dimensions() > 1) type_error("codes must have one dimension");
            if (found.dimensions() == 0 && what.is_integer()) type_error(number_given);
            type_error(accepted_types);
        }
        if (PyLong_Check(value)) type_error(number_given);
        if (arrow_column column{value}) {
            auto const format = column.format();
            if (byte_column::is_text(format)) return take(byte_column{std::move(column)});
            if (auto const what = arrow_integer(format); what.is_integer())
                return take(number_column{std::move(column), what});
            type_error(accepted_types);
        }
        if (auto const array = as_array(value)) return take(array.ptr());
        type_error(accepted_types);
    }

    void take(number_column&& from)
    {
        numbers_ = std::move(from);
        from_ = where::numbers;
    }
    void take(byte_column&& from)
    {
        texts_ = std::move(from);
        from_ = where::texts;
    }
    // Converted first: a list of texts takes fifteen times the memory.
    void take_list(PyObject* list)
    {
        from_ = where::listed;
        while_locked const here{list};
        auto const size = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(list));
        listed_.reserve(size);
        PyObject* const* const items = PySequence_Fast_ITEMS(list);
        for (std::size_t row = 0; row != size; ++row) {
            constexpr std::size_t ahead = 16;
            if (row + ahead < size) __builtin_prefetch(items[row + ahead]);
            listed_.push_back(items[row] == Py_None ? never_matches : typed(code_of(items[row])));
        }
    }

    [[nodiscard]] std::uint32_t typed(std::string_view text) const
    {
        auto const code = passcode::parse(text, digits_);
        if (!code) return never_matches;
        std::uint64_t const number = code->number(); // ten digits may exceed 32 bits
        return number < never_matches ? static_cast<std::uint32_t>(number) : never_matches;
    }

    [[nodiscard]] std::uint32_t read(std::size_t row) const
    {
        if (from_ == where::listed) return listed_[row];
        if (from_ == where::numbers) {
            auto const number = numbers_[row];
            bool const good = number && *number >= 0 && *number < never_matches;
            return good ? static_cast<std::uint32_t>(*number) : never_matches;
        }
        char narrow[40]; // longer than a valid text
        auto const text = texts_.read(row, narrow);
        return text ? typed(*text) : never_matches;
    }

    otpp::digits digits_;
    where from_ = where::listed;
    std::vector<std::uint32_t> listed_;
    number_column numbers_;
    byte_column texts_;
    std::size_t first_ = 0;
};

} // namespace otpp::python

#endif

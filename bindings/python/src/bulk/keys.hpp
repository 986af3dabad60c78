// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_KEYS_HPP
#define OTPP_PYTHON_BULK_KEYS_HPP
// The keys of a bulk call from Python objects: read in place, or decoded and gathered into a buffer for one
// batch of rows, which is wiped.

#include "bulk/columns.hpp"

#include <otpp/bulk.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace otpp::python {

// Rows converted in one batch.
inline constexpr std::size_t rows_at_once = 65'536;

inline constexpr char const* accepted_key_types =
    "keys must be a 2-D array of uint8, a list of bytes, Secrets or base32 texts, an array of "
    "base32 "
    "texts, or an Arrow column of binaries or strings";

// Contiguous keys of any sizes. Wipes itself.
class gathered_keys {
public:
    explicit gathered_keys(std::size_t rows)
        : rows_{std::min(rows, rows_at_once)},
          bytes_{new unsigned char[rows_ * max_key_size]}, // pages are touched as they are used
          ends_{new std::uint32_t[rows_ + 1]}
    {
        ends_[0] = 0;
    }
    gathered_keys(gathered_keys const&) = delete;
    ~gathered_keys() { detail::wipe_range(bytes_.get(), touched_); }

    void clear()
    {
        count_ = 0;
        faults_.clear();
    }

    // Space for the next key, of the maximum size.
    [[nodiscard]] std::span<unsigned char, max_key_size> next()
    {
        return std::span<unsigned char, max_key_size>{bytes_.get() + ends_[count_], max_key_size};
    }
    void add(std::size_t size)
    {
        std::size_t const end = ends_[count_] + size;
        touched_ = std::max(touched_, end);
        ends_[++count_] = static_cast<std::uint32_t>(end);
        if (size != ends_[1]) uniform_ = false;
        if (count_ == 1) uniform_ = true;
    }
    void add(unsigned char const* key, std::size_t size)
    {
        if (size > max_key_size) return add_fault(reason::key_too_long);
        std::copy_n(key, size, next().data());
        add(size);
    }
    // Adds a row without a key, for this reason. The engine detects key_empty itself.
    void add_fault(reason why)
    {
        if (why != reason::key_empty) faults_.push_back({count_, why});
        add(0);
    }

    // RFC 4648 base32 as Secret.from_base32 reads it, at most `longest` characters.
    static constexpr std::size_t longest = 4 * base32::encoded_size(max_key_size);
    void add_base32(std::string_view text)
    {
        if (text.size() > longest) return add_fault(reason::key_too_long);
        auto const read = base32::decode(text, next());
        if (read) return add(read->size);
        touched_ =
            std::max(touched_, ends_[count_] + max_key_size); // bytes decoded before the error
        auto const why = read.error().reason;
        add_fault(why == reason::output_too_small ? reason::key_too_long : why);
    }

    [[nodiscard]] bulk::key_rows view() const
    {
        if (uniform_)
            return {bytes_.get(), count_, ends_[1], static_cast<std::ptrdiff_t>(ends_[1])};
        return {this, count_, [](void const* owner, std::size_t row) {
                    auto const& self = *static_cast<gathered_keys const*>(owner);
                    return bulk::key_rows::bytes{self.bytes_.get() + self.ends_[row],
                                                 self.bytes_.get() + self.ends_[row + 1]};
                }};
    }
    [[nodiscard]] std::span<bulk::fault const> faults() const { return faults_; }

private:
    std::size_t rows_, count_ = 0, touched_ = 0;
    bool uniform_ = false;
    std::unique_ptr<unsigned char[]> bytes_;
    std::unique_ptr<std::uint32_t[]> ends_;
    std::vector<bulk::fault> faults_;
};

class key_source {
public:
    virtual ~key_source() = default;

    [[nodiscard]] std::size_t size() const { return size_; }
    // Whether `rows` may be called for all rows at once.
    [[nodiscard]] bool is_in_place() const { return in_place_; }
    // Whether `rows` reads Python objects, which needs the GIL.
    [[nodiscard]] bool needs_python() const { return needs_python_; }

    // `count` rows from `first`, at most rows_at_once unless in place; valid until the next call.
    virtual bulk::key_rows rows(std::size_t first, std::size_t count) = 0;
    // The rows without a key, for reasons that the engine does not detect; counted from `first`.
    [[nodiscard]] virtual std::span<bulk::fault const> faults() const { return {}; }

protected:
    explicit key_source(std::size_t size, bool in_place = false, bool needs_python = false)
        : size_{size}, in_place_{in_place}, needs_python_{needs_python}
    {}

private:
    std::size_t size_;
    bool in_place_, needs_python_;
};

// One key for all rows. It must be valid, as for TOTP.
class one_key final : public key_source {
public:
    explicit one_key(PyObject* value) : key_source{1, true}, key_{value} {}

    bulk::key_rows rows(std::size_t, std::size_t) override { return key_view{key_.secret()}; }

private:
    python::key key_;
};

// The rows of a 2-D array.
class array_keys final : public key_source {
public:
    explicit array_keys(buffer&& from)
        : key_source{from.size(), is_packed(from)}, array_{std::move(from)}
    {
        if (!is_in_place()) gathered_ = std::make_unique<gathered_keys>(size());
    }

    bulk::key_rows rows(std::size_t first, std::size_t count) override
    {
        auto const* const row = reinterpret_cast<unsigned char const*>(array_.data()) +
                                static_cast<std::ptrdiff_t>(first) * array_.stride();
        if (is_in_place()) return {row, count, array_.size(1), array_.stride()};
        gathered_->clear();
        for (std::size_t i = 0; i != count; ++i)
            gather(row + static_cast<std::ptrdiff_t>(i) * array_.stride());
        return gathered_->view();
    }
    [[nodiscard]] std::span<bulk::fault const> faults() const override
    {
        if (gathered_ == nullptr) return {};
        return gathered_->faults();
    }

private:
    static bool is_packed(buffer const& from) { return from.size(1) <= 1 || from.stride(1) == 1; }

    void gather(unsigned char const* row)
    {
        std::size_t const size = array_.size(1);
        if (size > max_key_size) return gathered_->add_fault(reason::key_too_long);
        auto const to = gathered_->next();
        for (std::size_t i = 0; i != size; ++i)
            to[i] = row[static_cast<std::ptrdiff_t>(i) * array_.stride(1)];
        gathered_->add(size);
    }

    buffer array_;
    std::unique_ptr<gathered_keys> gathered_;
};

// A list or a tuple.
class listed_keys final : public key_source {
public:
    explicit listed_keys(PyObject* from)
        : key_source{static_cast<std::size_t>(PySequence_Fast_GET_SIZE(from)), false, true},
          list_{py::reinterpret_borrow<py::object>(from)},
          gathered_{size()}
    {}

    bulk::key_rows rows(std::size_t first, std::size_t count) override
    {
        gathered_.clear();
        if (!take(first, count)) throw py::error_already_set();
        detail::wipe_stack<detail::stack_depth::none>();
        return gathered_.view();
    }
    [[nodiscard]] std::span<bulk::fault const> faults() const override
    {
        return gathered_.faults();
    }

private:
    // Runs no Python code, so that the list cannot change. Returns false if an error is set.
    bool take(std::size_t first, std::size_t count)
    {
        while_locked const here{list_.ptr()};
        if (static_cast<std::size_t>(PySequence_Fast_GET_SIZE(list_.ptr())) != size()) {
            PyErr_SetString(PyExc_RuntimeError,
                            "the list of keys changed its size during the call");
            return false;
        }
        PyObject* const* const items = PySequence_Fast_ITEMS(list_.ptr());
        for (std::size_t row = first; row != first + count; ++row) {
            if (row + ahead < size()) __builtin_prefetch(items[row + ahead]);
            if (!add(items[row])) {
                PyErr_Format(PyExc_TypeError,
                             "a key must be bytes, a Secret, base32 text or None (row %zu)", row);
                return false;
            }
        }
        return true;
    }

    bool add(PyObject* item)
    {
        if (PyBytes_Check(item))
            gathered_.add(reinterpret_cast<unsigned char const*>(PyBytes_AS_STRING(item)),
                          static_cast<std::size_t>(PyBytes_GET_SIZE(item)));
        else if (PyUnicode_Check(item)) {
            if (PyUnicode_IS_ASCII(item))
                gathered_.add_base32({static_cast<char const*>(PyUnicode_DATA(item)),
                                      static_cast<std::size_t>(PyUnicode_GET_LENGTH(item))});
            else
                gathered_.add_fault(reason::base32_symbol);
        }
        else if (item == Py_None)
            gathered_.add_fault(reason::key_empty);
        else if (py::isinstance<otpp::secret>(item)) {
            auto const bytes = self_of<otpp::secret>(item).bytes();
            gathered_.add(bytes.data(), bytes.size());
        }
        else
            return false;
        return true;
    }

    static constexpr std::size_t ahead = 16; // prefetch distance, longer than the latency of memory

    py::object list_;
    gathered_keys gathered_;
};

// Base32 texts in NumPy or Arrow arrays.
class text_keys final : public key_source {
public:
    explicit text_keys(byte_column&& from)
        : key_source{from.size()}, texts_{std::move(from)}, gathered_{size()}
    {}

    bulk::key_rows rows(std::size_t first, std::size_t count) override
    {
        gathered_.clear();
        detail::wiped<char[gathered_keys::longest + 1]> narrow;
        for (std::size_t row = first; row != first + count; ++row) {
            if (auto const text = texts_.read(row, narrow.value))
                gathered_.add_base32(*text);
            else
                gathered_.add_fault(reason::key_empty);
        }
        detail::wipe_stack<detail::stack_depth::none>();
        return gathered_.view();
    }
    [[nodiscard]] std::span<bulk::fault const> faults() const override
    {
        return gathered_.faults();
    }

private:
    byte_column texts_;
    gathered_keys gathered_;
};

// Binary columns of Arrow.
class binary_keys final : public key_source {
public:
    explicit binary_keys(byte_column&& from) : key_source{from.size(), true}, keys_{std::move(from)}
    {}

    bulk::key_rows rows(std::size_t first, std::size_t count) override
    {
        first_ = first;
        return {this, count, [](void const* owner, std::size_t row) {
                    auto const& self = *static_cast<binary_keys const*>(owner);
                    auto const key =
                        self.keys_.read(self.first_ + row).value_or(std::string_view{});
                    return bulk::key_rows::bytes{reinterpret_cast<unsigned char const*>(key.data()),
                                                 key.size()};
                }};
    }

private:
    byte_column keys_;
    std::size_t first_ = 0;
};

inline std::unique_ptr<key_source> keys_of_buffer(buffer&& from)
{
    auto const what = from.element();
    if (what.kind == element_kind::bytes || what.kind == element_kind::characters) {
        if (from.dimensions() != 1) type_error("an array of base32 texts must have one dimension");
        return std::make_unique<text_keys>(byte_column{std::move(from)});
    }
    if (what.kind != element_kind::unsigned_integer || what.size != 1)
        type_error(accepted_key_types);
    if (from.dimensions() != 2)
        type_error("an array of keys must have two dimensions: a row for each key, a column for "
                   "each byte");
    return std::make_unique<array_keys>(std::move(from));
}

inline std::unique_ptr<key_source> keys_of(PyObject* value)
{
    if (PyBytes_Check(value) || PyUnicode_Check(value) || py::isinstance<otpp::secret>(value))
        return std::make_unique<one_key>(value);
    if (PyList_Check(value) || PyTuple_Check(value)) return std::make_unique<listed_keys>(value);
    if (buffer found{value}) {
        if (found.element().kind == element_kind::other)
            if (auto const list = as_list(value)) return keys_of(list.ptr());
        return keys_of_buffer(std::move(found));
    }
    if (arrow_column column{value}) {
        auto const format = column.format();
        if (byte_column::is_binary(format))
            return std::make_unique<binary_keys>(byte_column{std::move(column)});
        if (byte_column::is_text(format))
            return std::make_unique<text_keys>(byte_column{std::move(column)});
        type_error(accepted_key_types);
    }
    if (auto const array = as_array(value)) return keys_of(array.ptr());
    type_error(accepted_key_types);
}

} // namespace otpp::python

#endif

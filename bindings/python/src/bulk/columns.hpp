// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_COLUMNS_HPP
#define OTPP_PYTHON_BULK_COLUMNS_HPP
// Columns of numbers and of bytes from any source, read row by row from any thread. If another thread
// changes the memory during the call, values differ, but no access is out of bounds.

#include "bulk/arrow.hpp"
#include "bulk/buffer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace otpp::python {

// Arrow's validity bitmap: a bit for each row that is not null.
struct validity {
    unsigned char const* bits = nullptr;
    std::size_t from = 0;

    [[nodiscard]] bool operator()(std::size_t row) const
    {
        row += from;
        return bits == nullptr || (bits[row / 8] >> row % 8 & 1) != 0;
    }
};

// The chunks of a column, each with the number of its first row.
template <class Piece>
class pieces {
public:
    void add(Piece piece, std::size_t rows)
    {
        if (rows == 0) return;
        piece.first = size_;
        pieces_.push_back(piece);
        size_ += rows;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t count() const { return pieces_.size(); }

    [[nodiscard]] Piece const& of(std::size_t row) const
    {
        if (pieces_.size() == 1) return pieces_.front();
        auto const after = std::upper_bound(
            pieces_.begin(), pieces_.end(), row,
            [](std::size_t wanted, Piece const& one) { return wanted < one.first; });
        return after[-1];
    }

private:
    std::vector<Piece> pieces_;
    std::size_t size_ = 0;
};

// ---- numbers

struct number_piece {
    char const* data;
    std::ptrdiff_t stride;
    validity valid;
    std::size_t first = 0;
};

class number_column {
public:
    number_column() = default;
    explicit number_column(buffer&& from) : buffer_{std::move(from)}, element_{buffer_.element()}
    {
        pieces_.add({buffer_.data(), buffer_.stride(), {}}, buffer_.size());
    }

    // From an Arrow column with this element type.
    number_column(arrow_column&& from, element of) : arrow_{std::move(from)}, element_{of}
    {
        for (auto const* const chunk : arrow_.chunks()) {
            auto const start = static_cast<std::size_t>(chunk->offset);
            if (chunk->n_buffers < 2 || (chunk->buffers[1] == nullptr && chunk->length != 0))
                type_error("an Arrow column of numbers has two buffers");
            pieces_.add({static_cast<char const*>(chunk->buffers[1]) + start * of.size,
                         static_cast<std::ptrdiff_t>(of.size),
                         {static_cast<unsigned char const*>(chunk->buffers[0]), start}},
                        static_cast<std::size_t>(chunk->length));
        }
    }

    [[nodiscard]] std::size_t size() const { return pieces_.size(); }

    // The only chunk, if it has this element type and no nulls; otherwise null.
    [[nodiscard]] number_piece const* plain(element_kind kind, std::size_t size) const
    {
        if (element_.kind != kind || element_.size != size || element_.swapped ||
            pieces_.count() != 1 || pieces_.of(0).valid.bits != nullptr)
            return nullptr;
        return &pieces_.of(0);
    }

    // Rounded down to a 64-bit integer; empty for a null, for NaN, and out of range.
    [[nodiscard]] std::optional<std::int64_t> operator[](std::size_t row) const
    {
        auto const& piece = pieces_.of(row);
        row -= piece.first;
        if (!piece.valid(row)) return {};
        char const* const at = piece.data + static_cast<std::ptrdiff_t>(row) * piece.stride;
        if (element_.kind == element_kind::real) return floor(load<double>(at, element_.swapped));
        bool const is_signed = element_.kind == element_kind::signed_integer;
        switch (element_.size) {
        case 1: return is_signed ? std::int64_t{load<std::int8_t>(at)} : load<std::uint8_t>(at);
        case 2: return number<std::int16_t, std::uint16_t>(at, is_signed);
        case 4: return number<std::int32_t, std::uint32_t>(at, is_signed);
        default: break;
        }
        auto const value = load<std::int64_t>(at, element_.swapped);
        if (!is_signed && value < 0) return {};
        return value;
    }

private:
    template <class Signed, class Unsigned>
    [[nodiscard]] std::int64_t number(char const* at, bool is_signed) const
    {
        return is_signed ? std::int64_t{load<Signed>(at, element_.swapped)}
                         : std::int64_t{load<Unsigned>(at, element_.swapped)};
    }

    static std::optional<std::int64_t> floor(double value)
    {
        double const whole = std::floor(value);
        if (!(whole >= -0x1p63 && whole < 0x1p63)) return {}; // NaN as well
        return static_cast<std::int64_t>(whole);
    }

    buffer buffer_;
    arrow_column arrow_;
    python::element element_;
    pieces<number_piece> pieces_;
};

// The element type of an Arrow column of integers; `other` for any other column.
inline element arrow_integer(std::string_view format)
{
    constexpr std::string_view letters = "cCsSiIlL";
    element found;
    std::size_t const place = format.size() == 1 ? letters.find(format[0]) : letters.npos;
    if (place == letters.npos) return found;
    found.kind = place % 2 == 0 ? element_kind::signed_integer : element_kind::unsigned_integer;
    found.size = std::size_t{1} << place / 2;
    return found;
}

// ---- bytes and text

enum class byte_layout : unsigned char { items, characters, offsets_32, offsets_64, views };

struct byte_piece {
    byte_layout layout;
    char const* data; // the items or the views, or what the offsets count from
    std::ptrdiff_t stride = 0;
    std::size_t item_size = 0;
    bool trimmed = false; // trailing zeros are removed, as in NumPy's texts
    bool swapped = false;
    char const* offsets = nullptr;
    std::int64_t extent = 0;            // offsets above it are invalid
    void const* const* heaps = nullptr; // data buffers of views, and their sizes
    char const* heap_sizes = nullptr;
    std::size_t heap_count = 0;
    validity valid = {};
    std::size_t first = 0;
};

class byte_column {
public:
    byte_column() = default;
    // NumPy's S and U.
    explicit byte_column(buffer&& from) : buffer_{std::move(from)}
    {
        auto const element = buffer_.element();
        byte_piece piece{element.kind == element_kind::bytes ? byte_layout::items
                                                             : byte_layout::characters,
                         buffer_.data()};
        piece.stride = buffer_.stride();
        piece.item_size = element.size;
        piece.trimmed = true;
        piece.swapped = element.swapped;
        pieces_.add(piece, buffer_.size());
    }

    // Arrow's binary and string types.
    explicit byte_column(arrow_column&& from) : arrow_{std::move(from)}
    {
        for (auto const* const chunk : arrow_.chunks())
            pieces_.add(piece_of(arrow_.format(), *chunk), static_cast<std::size_t>(chunk->length));
    }

    static bool is_binary(std::string_view format)
    {
        return format == "z" || format == "Z" || format == "vz" || format.starts_with("w:");
    }
    static bool is_text(std::string_view format)
    {
        return format == "u" || format == "U" || format == "vu";
    }

    [[nodiscard]] std::size_t size() const { return pieces_.size(); }

    // The bytes of a row; empty for a null. NumPy's wide characters are narrowed into `scratch` up to its
    // size; those that are not ASCII become 0xff.
    [[nodiscard]] std::optional<std::string_view> read(std::size_t row,
                                                       std::span<char> scratch = {}) const
    {
        auto const& piece = pieces_.of(row);
        row -= piece.first;
        if (!piece.valid(row)) return {};
        switch (piece.layout) {
        case byte_layout::items: return item(piece, row);
        case byte_layout::characters: return narrowed(piece, row, scratch);
        case byte_layout::offsets_32: return between<std::int32_t>(piece, row);
        case byte_layout::offsets_64: return between<std::int64_t>(piece, row);
        case byte_layout::views: return view(piece, row);
        }
        return {};
    }

private:
    static byte_piece piece_of(std::string_view format, arrow::array const& chunk)
    {
        auto const start = static_cast<std::size_t>(chunk.offset);
        auto const rows = static_cast<std::size_t>(chunk.length);
        auto const buffer = [&chunk](std::int64_t i) {
            if (i >= chunk.n_buffers)
                type_error("an Arrow column has fewer buffers than its type needs");
            return static_cast<char const*>(chunk.buffers[i]);
        };
        byte_piece made{byte_layout::items, buffer(1)};
        bool const empty = made.data == nullptr;
        made.valid = {static_cast<unsigned char const*>(chunk.buffers[0]), start};
        if (format.starts_with("w:")) {
            format.remove_prefix(2);
            for (char const digit : format) {
                if (digit < '0' || digit > '9' || made.item_size > INT32_MAX)
                    type_error("an Arrow column has an invalid width in its format");
                made.item_size = made.item_size * 10 + static_cast<std::size_t>(digit - '0');
            }
            made.stride = static_cast<std::ptrdiff_t>(made.item_size);
            made.data += static_cast<std::ptrdiff_t>(start) * made.stride;
        }
        else if (format[0] == 'v') {
            made.layout = byte_layout::views;
            made.item_size = 16;
            made.data += start * 16;
            made.heap_count = static_cast<std::size_t>(chunk.n_buffers) - 2;
            if (made.heap_count != 0) {
                --made.heap_count; // the last buffer has the sizes
                made.heaps = chunk.buffers + 2;
                made.heap_sizes = buffer(chunk.n_buffers - 1);
            }
        }
        else {
            bool const wide = format == "Z" || format == "U";
            made.item_size = 1;
            made.layout = wide ? byte_layout::offsets_64 : byte_layout::offsets_32;
            made.offsets = made.data + start * (wide ? 8 : 4);
            made.data = buffer(2);
            if (rows != 0 && !empty)
                made.extent = wide ? load<std::int64_t>(made.offsets + rows * 8)
                                   : load<std::int32_t>(made.offsets + rows * 4);
        }
        if (empty && rows != 0 && made.item_size != 0)
            type_error("an Arrow column has rows and no data buffer");
        return made;
    }

    static std::string_view item(byte_piece const& piece, std::size_t row)
    {
        char const* const at = piece.data + static_cast<std::ptrdiff_t>(row) * piece.stride;
        std::size_t size = piece.item_size;
        if (piece.trimmed)
            while (size != 0 && at[size - 1] == '\0') --size;
        return {at, size};
    }

    static std::string_view narrowed(byte_piece const& piece, std::size_t row, std::span<char> to)
    {
        char const* const at = piece.data + static_cast<std::ptrdiff_t>(row) * piece.stride;
        std::size_t size = std::min(piece.item_size / 4, to.size());
        auto const narrow = [&](bool swapped) {
            for (std::size_t i = 0; i != size; ++i) {
                auto const c = load<std::uint32_t>(at + i * 4, swapped);
                to[i] = static_cast<char>(c < 0x80 ? c : 0xff);
            }
        };
        piece.swapped ? narrow(true) : narrow(false);
        while (size != 0 && to[size - 1] == '\0') --size;
        return {to.data(), size};
    }

    // Each offset is read once, so that the checked value is the one used.
    template <class Offset>
    static std::string_view between(byte_piece const& piece, std::size_t row)
    {
        std::int64_t const begin = load<Offset>(piece.offsets + row * sizeof(Offset));
        std::int64_t const end = load<Offset>(piece.offsets + (row + 1) * sizeof(Offset));
        if (begin < 0 || begin > end || end > piece.extent) return {};
        return {piece.data + begin, static_cast<std::size_t>(end - begin)};
    }

    static std::string_view view(byte_piece const& piece, std::size_t row)
    {
        char const* const at = piece.data + row * 16;
        auto const size = load<std::int32_t>(at);
        if (size <= 12) return {at + 4, static_cast<std::size_t>(std::max(size, 0))};
        auto const heap = load<std::int32_t>(at + 8);
        std::int64_t const begin = load<std::int32_t>(at + 12);
        if (heap < 0 || static_cast<std::size_t>(heap) >= piece.heap_count || begin < 0) return {};
        if (begin + size > load<std::int64_t>(piece.heap_sizes + heap * 8)) return {};
        return {static_cast<char const*>(piece.heaps[heap]) + begin,
                static_cast<std::size_t>(size)};
    }

    buffer buffer_;
    arrow_column arrow_;
    pieces<byte_piece> pieces_;
};

// Whether a buffer has single bytes that are not numbers: bytes, and NumPy's scalar dates.
inline bool is_no_array(PyObject* value, buffer const& shown)
{
    if (PyBytes_Check(value) || PyByteArray_Check(value)) return true;
    return shown.element().size == 1 && py::hasattr(value, "dtype") && is_no_number_of_numpy(value);
}

// An array of Python objects as a list; null for any other object.
inline py::object as_list(PyObject* value)
{
    if (!PyObject_CheckBuffer(value)) return {};
    auto const type = py::getattr(value, "dtype", py::none());
    auto const kind = py::getattr(type, "kind", py::none());
    if (!PyUnicode_Check(kind.ptr()) || PyUnicode_CompareWithASCIIString(kind.ptr(), "O") != 0)
        return {};
    py::object made = py::getattr(value, "tolist")();
    if (!PyList_Check(made.ptr())) return {};
    return made;
}

// Converts an object by __array__, such as a Series of pandas, to one with the buffer protocol; null if it
// has neither.
inline py::object as_array(PyObject* value)
{
    if (PyObject_CheckBuffer(value) || PyType_Check(value) || !py::hasattr(value, "__array__"))
        return {};
    return py::getattr(value, "__array__")();
}

} // namespace otpp::python

#endif

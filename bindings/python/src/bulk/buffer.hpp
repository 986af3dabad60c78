// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_BUFFER_HPP
#define OTPP_PYTHON_BULK_BUFFER_HPP
// Memory of Python objects by the buffer protocol (PEP 3118): held while it is read, never copied.

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace otpp::python {

enum class element_kind : unsigned char {
    signed_integer,
    unsigned_integer,
    real,
    bytes,
    characters,
    other,
};

// The type of an element by the exporter's format: a letter of the module struct, and its size.
struct element {
    using enum element_kind;

    element_kind kind = other;
    std::size_t size = 0;
    bool swapped = false; // in the other byte order

    [[nodiscard]] bool is_integer() const
    {
        return kind == signed_integer || kind == unsigned_integer;
    }

    static element of(Py_buffer const& view)
    {
        std::string_view format = view.format == nullptr ? "B" : view.format;
        element found;
        found.size = static_cast<std::size_t>(view.itemsize);
        if (!format.empty() && std::string_view{"@=<>!"}.find(format[0]) != format.npos) {
            bool const big = format[0] == '>' || format[0] == '!';
            bool const little = format[0] == '<';
            found.swapped = found.size > 1 && (is_big_endian ? little : big);
            format.remove_prefix(1);
        }
        bool const counted = !format.empty() && format[0] >= '0' && format[0] <= '9';
        while (!format.empty() && format[0] >= '0' && format[0] <= '9') format.remove_prefix(1);
        if (format.size() == 1) found.kind = of_letter(format[0], counted);
        if (found.kind != bytes && found.kind != characters && found.size > 8) found.kind = other;
        return found;
    }

private:
    static constexpr bool is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

    // A count is the length of a text; with numbers it means an array as the element.
    static element_kind of_letter(char letter, bool counted)
    {
        if (letter == 's') return bytes;
        if (letter == 'w') return characters;
        if (counted) return other;
        if (std::string_view{"bhilqn"}.find(letter) != std::string_view::npos)
            return signed_integer;
        if (std::string_view{"BHILQN"}.find(letter) != std::string_view::npos)
            return unsigned_integer;
        return std::string_view{"efd"}.find(letter) != std::string_view::npos ? real : other;
    }
};

// Loads a number from any address, aligned or not.
template <class T>
T load(char const* from, bool swapped = false)
{
    T value;
    if (!swapped) {
        std::memcpy(&value, from, sizeof value);
        return value;
    }
    char turned[sizeof value];
    for (std::size_t i = 0; i != sizeof value; ++i) turned[i] = from[sizeof value - 1 - i];
    std::memcpy(&value, turned, sizeof value);
    return value;
}

// Locks a list against changes by other threads, in builds of Python without the GIL.
class while_locked {
public:
#if defined(Py_GIL_DISABLED)
    explicit while_locked(PyObject* object) { PyCriticalSection_Begin(&section_, object); }
    ~while_locked() { PyCriticalSection_End(&section_); }
    while_locked(while_locked const&) = delete;

private:
    PyCriticalSection section_;
#else
    explicit while_locked(PyObject*) {}
#endif
};

class buffer {
public:
    buffer() = default;
    // Empty if the object does not support the protocol.
    explicit buffer(PyObject* object, int flags = PyBUF_RECORDS_RO)
    {
        if (!PyObject_CheckBuffer(object)) return;
        view_.reset(new Py_buffer{});
        if (PyObject_GetBuffer(object, view_.get(), flags) == 0) return;
        PyErr_Clear();
        delete view_.release();
    }

    explicit operator bool() const { return view_ != nullptr; }
    [[nodiscard]] int dimensions() const { return view_->ndim; }
    [[nodiscard]] std::size_t size(int dimension = 0) const
    {
        return static_cast<std::size_t>(view_->shape[dimension]);
    }
    [[nodiscard]] std::ptrdiff_t stride(int dimension = 0) const
    {
        if (view_->strides != nullptr) return view_->strides[dimension];
        std::ptrdiff_t stride = view_->itemsize; // ctypes omits the strides of contiguous memory
        for (int inner = view_->ndim - 1; inner > dimension; --inner) stride *= view_->shape[inner];
        return stride;
    }
    [[nodiscard]] char* data() const { return static_cast<char*>(view_->buf); }
    [[nodiscard]] python::element element() const { return element::of(*view_); }

private:
    struct release {
        void operator()(Py_buffer* view) const
        {
            PyBuffer_Release(view);
            delete view;
        }
    };

    // Allocated: a view may point into itself, so it must not move.
    std::unique_ptr<Py_buffer, release> view_;
};

} // namespace otpp::python

#endif

// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_RESULTS_HPP
#define OTPP_PYTHON_BULK_RESULTS_HPP
// Where a bulk call writes: an array of NumPy's if it is installed, else of the standard library's, or
// what the caller gives.

#include "bulk/buffer.hpp"

#include "shared/convert.hpp"

#include <otpp/result.hpp>

#include <pybind11/pybind11.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace otpp::python {

// Looked for at the first call, since importing NumPy takes longer than all of this package.
struct array_makers {
    py::object empty, int8, uint32; // NumPy's, if there is one

    static array_makers const& get()
    {
        // No static of the language's own: who waits for one keeps Python's lock, which importing
        // lets go and wants back. Two threads may look at once; one finding is enough.
        static std::atomic<array_makers const*> found{nullptr};
        if (found.load() == nullptr) {
            array_makers const* none = nullptr;
            auto made = std::make_unique<array_makers const>(look());
            if (found.compare_exchange_strong(none, made.get())) made.release(); // for good
        }
        return *found.load();
    }

private:
    static array_makers look()
    {
        try {
            auto const numpy = py::module_::import("numpy");
            return {numpy.attr("empty"), numpy.attr("dtype")("int8"),
                    numpy.attr("dtype")("uint32")};
        } catch (py::error_already_set& none) {
            if (!none.matches(PyExc_ImportError)) throw;
            return {};
        }
    }
};

template <class T>
class results {
public:
    // `given` may be null or None.
    results(PyObject* given, std::size_t rows)
    {
        if (given != nullptr && given != Py_None) {
            array_ = py::reinterpret_borrow<py::object>(given);
            memory_ = buffer{given, PyBUF_CONTIG | PyBUF_FORMAT};
            if (!memory_ || memory_.dimensions() != 1 || !is_right(memory_.element()))
                type_error(otherwise);
            if (memory_.size() != rows) refuse(reason::rows_differ);
            return;
        }
        array_ = make(rows);
        memory_ = buffer{array_.ptr(), PyBUF_CONTIG | PyBUF_FORMAT};
        if (!memory_ || memory_.size() != rows) type_error(otherwise);
    }

    [[nodiscard]] std::span<T> rows() const
    {
        return {reinterpret_cast<T*>(memory_.data()), memory_.size()};
    }

    [[nodiscard]] py::object take()
    {
        memory_ = {};
        return std::move(array_);
    }

private:
    static constexpr char const* otherwise =
        std::is_signed_v<T> ? "out is a writable, contiguous array of int8 with one dimension"
                            : "out is a writable, contiguous array of uint32 with one dimension";

    static bool is_right(element const& what)
    {
        return what.kind == (std::is_signed_v<T> ? element_kind::signed_integer
                                                 : element_kind::unsigned_integer) &&
               what.size == sizeof(T) && !what.swapped;
    }

    static py::object make(std::size_t rows)
    {
        auto const& numpy = array_makers::get();
        if (numpy.empty) return numpy.empty(rows, std::is_signed_v<T> ? numpy.int8 : numpy.uint32);
        auto const room = py::reinterpret_steal<py::object>(
            PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(rows * sizeof(T))));
        if (!room) throw py::error_already_set();
        return py::module_::import("array").attr("array")(std::is_signed_v<T> ? "b" : "I", room);
    }

    py::object array_;
    buffer memory_;
};

} // namespace otpp::python

#endif

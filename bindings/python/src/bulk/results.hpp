// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_RESULTS_HPP
#define OTPP_PYTHON_BULK_RESULTS_HPP
// The output array of a bulk call: the caller's, or a new one of NumPy, or of the module array where NumPy
// is not installed.

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

// Imported at the first call, since importing NumPy takes longer than importing this package.
struct array_makers {
    py::object empty, int8, uint32; // of NumPy, or null

    static array_makers const& get()
    {
        // Not a static with an initialiser: a thread that waits for it would hold the GIL, which the
        // import releases and acquires. Two threads may import concurrently; one result is kept.
        static std::atomic<array_makers const*> found{nullptr};
        if (found.load() == nullptr) {
            array_makers const* none = nullptr;
            auto made = std::make_unique<array_makers const>(import_numpy());
            if (found.compare_exchange_strong(none, made.get())) made.release(); // never freed
        }
        return *found.load();
    }

private:
    static array_makers import_numpy()
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
                type_error(expected);
            if (memory_.size() != rows) refuse(reason::rows_differ);
            return;
        }
        array_ = make(rows);
        memory_ = buffer{array_.ptr(), PyBUF_CONTIG | PyBUF_FORMAT};
        if (!memory_ || memory_.size() != rows) type_error(expected);
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
    static constexpr char const* expected =
        std::is_signed_v<T>
            ? "out must be a writable, contiguous array of int8 with one dimension"
            : "out must be a writable, contiguous array of uint32 with one dimension";

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
        auto const zeros = py::reinterpret_steal<py::object>(
            PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(rows * sizeof(T))));
        if (!zeros) throw py::error_already_set();
        return py::module_::import("array").attr("array")(std::is_signed_v<T> ? "b" : "I", zeros);
    }

    py::object array_;
    buffer memory_;
};

} // namespace otpp::python

#endif

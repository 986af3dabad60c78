// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_ARGUMENTS_HPP
#define OTPP_PYTHON_ARGUMENTS_HPP
// The arguments of a call, bound to their names. pybind11's own errors quote every argument that
// they were given; a secret may be among them, so that here a wrong call is told by names alone.

#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>

namespace otpp::python {

namespace py = pybind11;

// `names` in order: the first `positional` may be given by position, the first `required` must be
// given. PyArg_Parse would do, at three times the cost of a passcode.
template <std::size_t n>
struct signature {
    char const* function;
    std::array<char const*, n> names;
    std::size_t positional;
    std::size_t required;

    using values = std::array<PyObject*, n>;   // borrowed; null where an argument was left out
    using interned = std::array<PyObject*, n>; // the names as nearly every caller's keywords are

    interned intern() const
    {
        interned made{};
        for (std::size_t i = 0; i != n; ++i) {
            made[i] = PyUnicode_InternFromString(names[i]);
            if (made[i] == nullptr) throw py::error_already_set();
        }
        return made;
    }

    // As METH_FASTCALL | METH_KEYWORDS hands them over. False: a TypeError is set.
    bool bind(PyObject* const* given, Py_ssize_t count, PyObject* keywords, values& out,
              interned const& same) const
    {
        if (!bind_positional(given, count, out)) return false;
        Py_ssize_t const named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
        for (Py_ssize_t i = 0; i != named; ++i) {
            PyObject* const name = PyTuple_GET_ITEM(keywords, i);
            std::size_t place = 0;
            while (place != n && same[place] != name) ++place;
            if (place == n) place = place_of(name);
            if (!put(place, name, given[count + i], out)) return false;
        }
        return complete(out);
    }

    // As a constructor gets them.
    bool bind(py::args const& given, py::kwargs const& keywords, values& out) const
    {
        auto const* const items = &PyTuple_GET_ITEM(given.ptr(), 0);
        if (!bind_positional(items, PyTuple_GET_SIZE(given.ptr()), out)) return false;
        for (auto const& [name, value] : keywords)
            if (!put(place_of(name.ptr()), name.ptr(), value.ptr(), out)) return false;
        return complete(out);
    }

private:
    bool bind_positional(PyObject* const* given, Py_ssize_t count, values& out) const
    {
        out.fill(nullptr);
        if (static_cast<std::size_t>(count) > positional) {
            PyErr_Format(PyExc_TypeError, "%s() takes at most %zu positional arguments, not %zd",
                         function, positional, count);
            return false;
        }
        for (Py_ssize_t i = 0; i != count; ++i) out[static_cast<std::size_t>(i)] = given[i];
        return true;
    }

    std::size_t place_of(PyObject* name) const
    {
        std::size_t place = 0;
        while (place != n && PyUnicode_CompareWithASCIIString(name, names[place]) != 0) ++place;
        return place;
    }

    bool put(std::size_t place, PyObject* name, PyObject* value, values& out) const
    {
        if (place == n) {
            PyErr_Format(PyExc_TypeError, "%s() has no argument '%U'", function, name);
            return false;
        }
        if (out[place] != nullptr) {
            PyErr_Format(PyExc_TypeError, "%s() got '%s' twice", function, names[place]);
            return false;
        }
        out[place] = value;
        return true;
    }

    bool complete(values const& out) const
    {
        for (std::size_t i = 0; i != required; ++i) {
            if (out[i] != nullptr) continue;
            PyErr_Format(PyExc_TypeError, "%s() needs '%s'", function, names[i]);
            return false;
        }
        return true;
    }
};

} // namespace otpp::python

#endif
